// Covariance and correlation of variables whose observations are the columns of a matrix.
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The weight of each observation; undefined when all weigh the same.
Tensor weights(const std::optional<Tensor>& fweights, const std::optional<Tensor>& aweights,
               int64_t observations) {
  const auto check = [&](const Tensor& w, const char* name) {
    RUSHLIGHT_CHECK(w.dim() == 1 && w.size(0) == observations, "cov: expected a weight in ", name,
                    " for each of ", observations, " observations, got shape ", w.sizes());
    RUSHLIGHT_CHECK(ge(w, 0).all().item<bool>(), "cov: expected weights that are not negative in ", name,
                    ", got a negative one");
  };
  Tensor w;
  if (fweights && fweights->defined()) {
    check(*fweights, "fweights");
    RUSHLIGHT_CHECK(isIntegralType(fweights->scalar_type(), false), "cov: expected integer fweights, got ",
                    fweights->scalar_type());
    w = *fweights;
  }
  if (aweights && aweights->defined()) {
    check(*aweights, "aweights");
    RUSHLIGHT_CHECK(aweights->is_floating_point(), "cov: expected floating-point aweights, got ",
                    aweights->scalar_type());
    w = w.defined() ? w * *aweights : *aweights;
  }
  RUSHLIGHT_CHECK(!w.defined() || ne(w.sum(), 0).item<bool>(),
                  "cov: expected weights with a sum that is not zero, got zeros");
  return w;
}

}  // namespace

Tensor cov(const Tensor& self, int64_t correction, const std::optional<Tensor>& fweights,
           const std::optional<Tensor>& aweights) {
  RUSHLIGHT_CHECK(self.dim() <= 2, "cov: expected at most 2 dimensions, got shape ", self.sizes());
  RUSHLIGHT_CHECK(self.scalar_type() != kBool, "cov: expected numbers, got ", kBool);
  Tensor in = self.dim() < 2 ? self.reshape({1, -1}) : self;
  if (!in.is_floating_point() && !in.is_complex()) in = in.to(get_default_dtype_as_scalartype());
  const Tensor w = weights(fweights, aweights, in.size(1));
  const Tensor total =
      w.defined() ? w.sum() : full({}, in.size(1), in.options().dtype(toRealValueType(in.scalar_type())));
  const auto weighted = [&](const Tensor& t) { return w.defined() ? t * w : t; };
  const bool reliability = aweights && aweights->defined() && correction != 0;
  const Tensor divisor =
      reliability ? total - (w * *aweights).sum() / total * correction : total - Scalar(correction);
  const Tensor centred = in - (weighted(in).sum(1) / total).unsqueeze(1);
  const Tensor product = mm(weighted(centred), centred.conj().t());
  return (product / clamp_min(divisor, 0)).squeeze();
}

Tensor corrcoef(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() <= 2, "corrcoef: expected at most 2 dimensions, got shape ", self.sizes());
  const Tensor c = cov(self);
  if (c.dim() == 0) return c / c;
  const Tensor deviation = sqrt(c.is_complex() ? real(c.diagonal()) : c.diagonal());
  const Tensor r = c / deviation.unsqueeze(1) / deviation.unsqueeze(0);
  if (!c.is_complex()) return clamp(r, Scalar(-1), Scalar(1));
  return view_as_complex(clamp(view_as_real(r), Scalar(-1), Scalar(1)));
}

}  // namespace torch::inline rushlight
