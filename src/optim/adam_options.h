// The options that Adam and its relatives (AdamW, NAdam, RAdam, Adamax) have in common: their fields in an archive, and
// what they may be. Read next: fields.h.
#pragma once

#include <tuple>

#include "optim/fields.h"

namespace torch::inline rushlight {
namespace optim {

template <class Options, class Field> void adam_fields(Options& options, const Field& field) {
  field("lr", options.lr());
  field.pair("beta1", "beta2", options.betas());
  field("eps", options.eps());
  field("weight_decay", options.weight_decay());
}

/// The step of a relative whose first settings are those, in that order.
template <class Step, class Options> Step adam_step(const Options& o) {
  return {o.lr(), std::get<0>(o.betas()), std::get<1>(o.betas()), o.eps(), o.weight_decay()};
}

template <class Options> void check_adam_options(const char* optimizer, const Options& options) {
  check_not_negative(optimizer, "a learning rate", options.lr());
  check_not_negative(optimizer, "an eps", options.eps());
  const auto [beta1, beta2] = options.betas();
  RUSHLIGHT_CHECK(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1, optimizer,
                  ": expected betas in [0, 1), got ", beta1, " and ", beta2);
  check_not_negative(optimizer, "a weight decay", options.weight_decay());
}

}  // namespace optim
}  // namespace torch::inline rushlight
