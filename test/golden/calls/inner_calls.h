// Calls by the names that LibTorch's own operators use of each other and programs now and then do too: copies of views,
// the native_ forms that give their statistics, derivatives, and Python's names of the bit operators.
#pragma once

#include "calls.h"

namespace calls {

inline void inner_copies(Lines& lines) {
  const auto x = torch::arange(24.).reshape({2, 3, 4}), m = torch::arange(6.).reshape({2, 3});
  CALL(torch::alias_copy(m.t()));
  CALL(torch::detach_copy(m));
  CALL(torch::lift_fresh_copy(m));
  CALL(torch::as_strided_copy(m, {2, 2}, {1, 2}, 1));
  CALL(torch::view_copy(x, {6, -1}));
  CALL(torch::view_copy(m, torch::kInt));
  CALL(torch::view_copy(x.transpose(0, 1), {6, 4}));
  CALL(torch::expand_copy(m.slice(0, 0, 1), {4, -1}));
  CALL(torch::permute_copy(x, {2, 0, 1}));
  CALL(torch::transpose_copy(x, 0, -1));
  CALL(torch::t_copy(m));
  CALL(torch::squeeze_copy(x.slice(1, 0, 1)));
  CALL(torch::squeeze_copy(x.slice(1, 0, 1), 1));
  CALL(torch::squeeze_copy(x.slice(1, 0, 1), {0, 1}));
  CALL(torch::unsqueeze_copy(m, 1));
  CALL(torch::select_copy(x, 1, -1));
  CALL(torch::slice_copy(x, 2, 1, c10::nullopt, 2));
  CALL(torch::diagonal_copy(m, 1));
  CALL(torch::unfold_copy(m, 1, 2, 1));
  CALL(torch::view_as_real_copy(torch::complex(m, m + 1)));
  CALL(torch::view_as_real(torch::view_as_complex_copy(x.slice(2, 0, 2).contiguous())));
  CALL(torch::split_copy(x, 2, 2));
  CALL(torch::split_with_sizes_copy(m, {1, 2}, 1));
  CALL(torch::unbind_copy(m));
  auto out = torch::empty({0}), other = torch::empty({3});
  CALL(torch::expand_copy_out(out, m.slice(0, 0, 1), {2, 3}));
  CALL(torch::clone_out(out, m + 1));
  CALL(torch::copy_out(out, m, m.slice(0, 1) * 2));
  CALL(torch::view_copy_outf(m, {6}, out));
  const auto parts = [&] {
    torch::unbind_copy_out({out, other}, m);
    return std::vector<torch::Tensor>{out, other};
  };
  CALL(parts());
}

inline void inner_forms(Lines& lines) {
  const auto x = torch::sin(torch::arange(24.)).reshape({2, 4, 3}) * 3,
             g = torch::cos(torch::arange(24.)).reshape({2, 4, 3});
  const auto w = torch::arange(1., 5.), b = w * 0.5;
  CALL(torch::native_layer_norm(x, {4, 3}, g[0], g[1], 1e-3));
  CALL(torch::native_layer_norm(x, {3}, {}, {}, 1e-5));
  CALL(torch::native_group_norm(x, w, b, 2, 4, 3, 2, 1e-5));
  CALL(torch::native_batch_norm(x, w, b, torch::zeros({4}), torch::ones({4}), true, 0.1, 1e-5));
  CALL(torch::native_batch_norm(x, w, b, w, b, false, 0.1, 1e-5));
  CALL(torch::_weight_norm(x, x.slice(1, 0, 1).slice(2, 0, 1) + 4));
  CALL(torch::_softmax(x, 1, false));
  CALL(torch::_log_softmax(x, -1, false));
  CALL(torch::_softmax_backward_data(g, x.softmax(1), 1, torch::kFloat));
  CALL(torch::_log_softmax_backward_data(g, x.log_softmax(-1), -1, torch::kFloat));
  CALL(torch::elu_backward(g, 1.5, 2, 0.5, false, x));
  CALL(torch::elu_backward(g, 1.5, 2, 0.5, true, torch::elu(x, 1.5, 2, 0.5)));
  CALL(torch::elu_backward(g, -1, 1, 1, true, x));
  CALL(torch::leaky_relu_backward(g, x, 0.1, false));
  CALL(torch::leaky_relu_backward(g, x, 0.1, true));
  CALL(torch::leaky_relu_backward(g, x, -0.1, true));
  CALL(torch::hardtanh_backward(g, x, -1, 2));
  CALL(torch::hardsigmoid_backward(g, x * 2));
  CALL(torch::hardswish_backward(g, x * 2));
  CALL(torch::hardshrink_backward(g, x, 0.5));
  CALL(torch::softshrink_backward(g, x, 0.5));
  CALL(torch::log_sigmoid_backward(g, x, torch::exp(-x.abs())));
  CALL(torch::glu_backward(g.slice(1, 0, 2), x, 1));
  torch::manual_seed(3);
  const auto dropped = [&](double p, std::optional<bool> train) {
    const auto input = x.clone().set_requires_grad(true);
    auto [y, mask] = torch::native_dropout(input, p, train);
    y.sum().backward();
    return std::vector<torch::Tensor>{y.detach(), mask, input.grad()};
  };
  CALL(dropped(0.3, true));
  CALL(dropped(0.3, false));
  CALL(dropped(1, true));
  CALL(torch::rand({2}));
  CALL(torch::native_dropout(torch::empty({0}), 0.3, true));
  CALL(torch::gradient(w.square(), std::nullopt, std::nullopt, 2));
  CALL(at::_unique(torch::tensor({3, 1, 3, 2}), true, true));
  const auto i = torch::tensor({12, 10, 7}), k = torch::tensor({10, 3, 1});
  CALL(i.__and__(k));
  CALL(i.__and__(6));
  CALL(i.__or__(k));
  CALL(i.__or__(6));
  CALL(i.__xor__(k));
  CALL(i.__xor__(6));
  CALL(i.clone().__iand__(k));
  CALL(i.clone().__iand__(6));
  CALL(i.clone().__ior__(k));
  CALL(i.clone().__ior__(6));
  CALL(i.clone().__ixor__(k));
  CALL(i.clone().__ixor__(6));
  CALL(i.clone().__ilshift__(k));
  CALL(i.clone().__ilshift__(1));
  CALL(i.clone().__irshift__(k));
  CALL(i.clone().__irshift__(1));
}

inline void inner(Lines& lines) {
  inner_copies(lines);
  inner_forms(lines);
}

}  // namespace calls
