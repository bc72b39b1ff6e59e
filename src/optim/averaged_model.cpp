// AveragedModel: the averages, and which tensors they are taken of.
#include "rushlight/optim/averaged_model.h"

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

// Goes the part `weight` of the way to the current values. Whole numbers, such as counts of batches, are cut off.
void approach(TensorList averaged, TensorList current, double weight) {
  for (size_t i = 0; i < averaged.size(); ++i) {
    Tensor average = averaged[i];
    if (average.is_floating_point() || average.is_complex()) average.lerp_(current[i], weight);
    else average.copy_(average + (current[i] - average) * weight);
  }
}

void check_alike(const char* kind, const std::vector<Tensor>& averaged, const std::vector<Tensor>& current) {
  RUSHLIGHT_CHECK(averaged.size() == current.size(), "AveragedModel: expected a model with ", averaged.size(),
                  " ", kind, ", got ", current.size());
  for (size_t i = 0; i < averaged.size(); ++i)
    RUSHLIGHT_CHECK(averaged[i].sizes() == current[i].sizes(), "AveragedModel: expected ", kind,
                    " of the averaged shapes, ", averaged[i].sizes(), " at index ", i, ", got ",
                    current[i].sizes());
}

void copy_each(const std::vector<Tensor>& to, const std::vector<Tensor>& from) {
  for (size_t i = 0; i < to.size(); ++i) Tensor(to[i]).copy_(from[i]);
}

}  // namespace

MultiAvgFn get_ema_multi_avg_fn(double decay) {
  RUSHLIGHT_CHECK(decay >= 0 && decay <= 1, "get_ema_multi_avg_fn: expected a decay in [0, 1], got ", decay);
  return
      [decay](TensorList averaged, TensorList current, int64_t) { approach(averaged, current, 1 - decay); };
}

MultiAvgFn get_swa_multi_avg_fn() {
  return [](TensorList averaged, TensorList current, int64_t num_averaged) {
    approach(averaged, current, 1 / static_cast<double>(num_averaged + 1));
  };
}

namespace detail {

AveragedModelBase::AveragedModelBase(const std::shared_ptr<nn::Module>& copy, MultiAvgFn avg_fn,
                                     bool use_buffers)
    : nn::Module("AveragedModel"), avg_fn_(std::move(avg_fn)), use_buffers_(use_buffers), copy_(copy.get()) {
  RUSHLIGHT_CHECK(avg_fn_, "AveragedModel: expected a function that averages, got an empty one");
  n_averaged = register_buffer("n_averaged", zeros({}, kLong));
  register_module("module", copy);
}

void AveragedModelBase::check_model(const nn::Module* model) {
  RUSHLIGHT_CHECK(model, "AveragedModel: expected a model, got a null pointer");
}

std::shared_ptr<nn::Module> AveragedModelBase::clone_of(const nn::Module* model) {
  check_model(model);
  return model->clone();
}

void AveragedModelBase::update_parameters(const nn::Module& model) {
  const NoGradGuard guard;
  std::vector<Tensor> averaged = copy_->parameters(), current = model.parameters();
  const std::vector<Tensor> buffers = copy_->buffers(), current_buffers = model.buffers();
  check_alike("parameters", averaged, current);
  check_alike("buffers", buffers, current_buffers);
  if (use_buffers_) {
    averaged.insert(averaged.end(), buffers.begin(), buffers.end());
    current.insert(current.end(), current_buffers.begin(), current_buffers.end());
  } else {
    copy_each(buffers, current_buffers);
  }
  const auto n = n_averaged.item<int64_t>();
  if (n == 0) copy_each(averaged, current);
  else avg_fn_(averaged, current, n);
  n_averaged.add_(1);
}

}  // namespace detail

}  // namespace optim
}  // namespace torch::inline rushlight
