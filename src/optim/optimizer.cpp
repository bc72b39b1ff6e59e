// What all optimizers share: groups, clearing of gradients, saving and loading of states.
#include "rushlight/optim/optimizer.h"

#include <typeinfo>

#include "rushlight/ops.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace optim {

namespace {

[[noreturn]] void not_overridden(const char* function) {
  throw Error(std::string(function) + ": expected a class that overrides it, got one that does not");
}

}  // namespace

OptimizerParamState::~OptimizerParamState() = default;
std::unique_ptr<OptimizerParamState> OptimizerParamState::clone() const {
  not_overridden("OptimizerParamState::clone");
}
void OptimizerParamState::serialize(serialize::OutputArchive&) const {
  not_overridden("OptimizerParamState::serialize");
}
void OptimizerParamState::serialize(serialize::InputArchive&) {
  not_overridden("OptimizerParamState::serialize");
}

OptimizerOptions::~OptimizerOptions() = default;
std::unique_ptr<OptimizerOptions> OptimizerOptions::clone() const {
  not_overridden("OptimizerOptions::clone");
}
double OptimizerOptions::get_lr() const { not_overridden("OptimizerOptions::get_lr"); }
void OptimizerOptions::set_lr(double) { not_overridden("OptimizerOptions::set_lr"); }
void OptimizerOptions::serialize(serialize::OutputArchive&) const {
  not_overridden("OptimizerOptions::serialize");
}
void OptimizerOptions::serialize(serialize::InputArchive&) { not_overridden("OptimizerOptions::serialize"); }

void OptimizerOptions::take_unset_from(const OptimizerOptions&) {}

OptimizerParamGroup::OptimizerParamGroup(std::vector<Tensor> params) : params_(std::move(params)) {}
OptimizerParamGroup::OptimizerParamGroup(std::vector<Tensor> params,
                                         std::unique_ptr<OptimizerOptions> options)
    : params_(std::move(params)), options_(std::move(options)) {}
OptimizerParamGroup::OptimizerParamGroup(const OptimizerParamGroup& o)
    : params_(o.params_), options_(o.options_ ? o.options_->clone() : nullptr), initial_lr_(o.initial_lr_) {}
OptimizerParamGroup::OptimizerParamGroup(OptimizerParamGroup&&) noexcept = default;
OptimizerParamGroup& OptimizerParamGroup::operator=(OptimizerParamGroup&&) noexcept = default;
OptimizerParamGroup& OptimizerParamGroup::operator=(const OptimizerParamGroup& o) {
  return *this = OptimizerParamGroup(o);
}
OptimizerParamGroup::~OptimizerParamGroup() = default;
void OptimizerParamGroup::set_options(std::unique_ptr<OptimizerOptions> options) {
  options_ = std::move(options);
}

OptimizerOptions& OptimizerParamGroup::options() {
  RUSHLIGHT_CHECK(options_, "OptimizerParamGroup: expected options, got a group without");
  return *options_;
}
const OptimizerOptions& OptimizerParamGroup::options() const {
  return const_cast<OptimizerParamGroup*>(this)->options();
}

Optimizer::Optimizer(std::vector<OptimizerParamGroup> param_groups,
                     std::unique_ptr<OptimizerOptions> defaults)
    : defaults_(std::move(defaults)) {
  for (const OptimizerParamGroup& group : param_groups) add_param_group(group);
}

Optimizer::Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults)
    : Optimizer({OptimizerParamGroup(std::move(parameters))}, std::move(defaults)) {}
Optimizer::Optimizer(Optimizer&&) noexcept = default;
Optimizer::~Optimizer() = default;

void Optimizer::add_param_group(const OptimizerParamGroup& param_group) {
  for (const Tensor& p : param_group.params()) {
    RUSHLIGHT_CHECK(p.defined(), "Optimizer: expected defined parameters, got an undefined tensor");
    RUSHLIGHT_CHECK(p.is_leaf(),
                    "Optimizer: expected leaf tensors to optimize, got the result of an operation");
    for (const OptimizerParamGroup& group : param_groups_)
      for (const Tensor& other : group.params())
        RUSHLIGHT_CHECK(!p.is_same(other), "Optimizer: expected each parameter in one group, got one in two");
  }
  OptimizerParamGroup group(param_group);
  const bool fits = group.has_options() && typeid(group.options()) == typeid(*defaults_);
  if (fits) group.options().take_unset_from(*defaults_);
  else group.set_options(defaults_->clone());
  param_groups_.push_back(std::move(group));
}

const std::vector<Tensor>& Optimizer::parameters() const { return param_groups_.at(0).params(); }
std::vector<Tensor>& Optimizer::parameters() { return param_groups_.at(0).params(); }
void Optimizer::add_parameters(const std::vector<Tensor>& parameters) {
  auto& params = param_groups_.at(0).params();
  params.insert(params.end(), parameters.begin(), parameters.end());
}

void Optimizer::zero_grad(bool set_to_none) {
  for (auto& group : param_groups_)
    for (auto& p : group.params()) {
      Tensor& grad = p.mutable_grad();
      if (!grad.defined()) continue;
      if (set_to_none) grad.reset();
      else grad.detach_().zero_();
    }
}

size_t Optimizer::size() const noexcept {
  size_t n = 0;
  for (const auto& group : param_groups_) n += group.params().size();
  return n;
}

// Parameters are named by their place: group, then position in the group.
void Optimizer::save(serialize::OutputArchive& archive) const {
  archive.write("groups", IValue(static_cast<int64_t>(param_groups_.size())));
  for (size_t g = 0; g < param_groups_.size(); ++g) {
    serialize::OutputArchive group, options;
    param_groups_[g].options().serialize(options);
    group.write("options", options);
    const auto& params = param_groups_[g].params();
    group.write("params", IValue(static_cast<int64_t>(params.size())));
    for (size_t i = 0; i < params.size(); ++i) {
      const auto found = state_.find(params[i].unsafeGetTensorImpl());
      if (found == state_.end()) continue;
      serialize::OutputArchive state;
      found->second->serialize(state);
      group.write(std::to_string(i), state);
    }
    archive.write("group" + std::to_string(g), group);
  }
}

void detail::load_optimizer(serialize::InputArchive& archive, Optimizer& optimizer,
                            const std::function<std::unique_ptr<OptimizerParamState>()>& new_state) {
  auto& param_groups = optimizer.param_groups();
  IValue count;
  archive.read("groups", count);
  RUSHLIGHT_CHECK(count.toInt() == static_cast<int64_t>(param_groups.size()), "Optimizer::load: expected ",
                  param_groups.size(), " parameter groups, got ", count.toInt());
  Optimizer::State fresh;
  std::vector<std::unique_ptr<OptimizerOptions>> options;
  for (size_t g = 0; g < param_groups.size(); ++g) {
    serialize::InputArchive group, group_options;
    archive.read("group" + std::to_string(g), group);
    group.read("options", group_options);
    options.push_back(param_groups[g].options().clone());
    options.back()->serialize(group_options);
    auto& params = param_groups[g].params();
    group.read("params", count);
    RUSHLIGHT_CHECK(count.toInt() == static_cast<int64_t>(params.size()), "Optimizer::load: expected ",
                    params.size(), " parameters in group ", g, ", got ", count.toInt());
    for (size_t i = 0; i < params.size(); ++i) {
      serialize::InputArchive state;
      if (!group.try_read(std::to_string(i), state)) continue;
      auto& slot = fresh[params[i].unsafeGetTensorImpl()];
      slot = new_state();
      RUSHLIGHT_CHECK(
          slot, "Optimizer::load: expected an optimizer that overrides new_state(), got one that does not");
      slot->serialize(state);
    }
  }
  optimizer.state() = std::move(fresh);  // nothing was changed until all of it was read
  for (size_t g = 0; g < param_groups.size(); ++g) param_groups[g].set_options(std::move(options[g]));
}

void Optimizer::load(serialize::InputArchive& archive) {
  detail::load_optimizer(archive, *this, [this] { return new_state(); });
}

serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const Optimizer& optimizer) {
  optimizer.save(archive);
  return archive;
}
serialize::InputArchive& operator>>(serialize::InputArchive& archive, Optimizer& optimizer) {
  optimizer.load(archive);
  return archive;
}

}  // namespace optim
}  // namespace torch::inline rushlight
