// A program outside the project that uses the installed library through its own names.
// Returns 0 when the gradient of sum(w * x) with respect to w is x.
#include <rushlight/rushlight.h>

int main() {
  rushlight::Tensor x = rushlight::tensor({1.0f, 2.0f, 3.0f});
  rushlight::Tensor w = rushlight::ones({3}).requires_grad_();
  (w * x).sum().backward();
  return rushlight::equal(w.grad(), x) ? 0 : 1;
}
