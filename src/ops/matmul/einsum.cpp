// einsum: the equation gives each dimension of each operand a label. Operands are brought to one order of labels, those of
// the output first, with size 1 where a label is missing; then pairs are contracted, each by one batched matrix product.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "op/infer.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

constexpr int kEllipsis = 52;  // stands for the dimensions that "..." covers; 0 to 51 are a-z and A-Z

using Labels = std::vector<int>;

int label_of(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  return c >= 'A' && c <= 'Z' ? c - 'A' + 26 : -1;
}
std::string name_of(int label) {
  return std::string(1, static_cast<char>(label < 26 ? 'a' + label : 'A' + label - 26));
}

Labels parse(std::string_view text) {
  Labels labels;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (text.substr(i, 3) == "...") {
      RUSHLIGHT_CHECK(std::find(labels.begin(), labels.end(), kEllipsis) == labels.end(),
                      "einsum: expected at most one ellipsis for each tensor, got two in ", text);
      labels.push_back(kEllipsis);
      i += 2;
      continue;
    }
    RUSHLIGHT_CHECK(label_of(text[i]) >= 0, "einsum: expected letters, '...', ',' and '->', got '", text[i],
                    "' in ", text);
    labels.push_back(label_of(text[i]));
  }
  return labels;
}

struct Equation {
  std::vector<Labels> operands;
  Labels output;
};

// Without "->" the output has the ellipsis and, in alphabetical order, the labels that occur once.
Labels implied_output(const std::vector<Labels>& operands) {
  std::array<int, kEllipsis + 1> seen{};
  for (const Labels& labels : operands)
    for (int label : labels) ++seen[static_cast<size_t>(label)];
  Labels output;
  if (seen[kEllipsis] > 0) output.push_back(kEllipsis);
  // Capital letters come before small ones.
  for (int i = 0; i < kEllipsis; ++i) {
    const int label = i < 26 ? i + 26 : i - 26;
    if (seen[static_cast<size_t>(label)] == 1) output.push_back(label);
  }
  return output;
}

Equation parse_equation(std::string_view text, size_t operands) {
  Equation equation;
  const size_t arrow = text.find("->");
  std::string_view left = text.substr(0, arrow);
  while (true) {
    const size_t comma = left.find(',');
    equation.operands.push_back(parse(left.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    left.remove_prefix(comma + 1);
  }
  RUSHLIGHT_CHECK(equation.operands.size() == operands, "einsum: expected ", equation.operands.size(),
                  " tensors for equation ", text, ", got ", operands);
  equation.output =
      arrow == std::string_view::npos ? implied_output(equation.operands) : parse(text.substr(arrow + 2));
  for (size_t i = 0; i < equation.output.size(); ++i) {
    const int label = equation.output[i];
    if (label == kEllipsis) continue;
    const auto uses = [&](const Labels& l) { return std::find(l.begin(), l.end(), label) != l.end(); };
    RUSHLIGHT_CHECK(std::any_of(equation.operands.begin(), equation.operands.end(), uses),
                    "einsum: expected output labels that some tensor has, got ", name_of(label));
    RUSHLIGHT_CHECK(std::find(equation.output.begin(), equation.output.begin() + static_cast<int64_t>(i),
                              label) == equation.output.begin() + static_cast<int64_t>(i),
                    "einsum: expected each output label once, got ", name_of(label), " twice");
  }
  return equation;
}

// Where each label stands in the common order: place[label] of `width` dimensions. The first `kept` are the output's.
struct Order {
  std::array<int64_t, kEllipsis + 1> place;
  int64_t ellipsis = 0;  // how many dimensions "..." stands for, at most
  int64_t width = 0, kept = 0;
};

int64_t covered(const Tensor& t, const Labels& labels) {
  return t.dim() - static_cast<int64_t>(labels.size()) + 1;
}

Order common_order(const Equation& equation, TensorList tensors) {
  Order order;
  order.place.fill(-1);
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Labels& labels = equation.operands[i];
    const bool open = std::find(labels.begin(), labels.end(), kEllipsis) != labels.end();
    const int64_t named = static_cast<int64_t>(labels.size()) - (open ? 1 : 0);
    RUSHLIGHT_CHECK(open ? tensors[i].dim() >= named : tensors[i].dim() == named, "einsum: expected ",
                    open ? "at least " : "", named, " dimensions of tensor ", i, ", got shape ",
                    tensors[i].sizes());
    if (open) order.ellipsis = std::max(order.ellipsis, covered(tensors[i], labels));
  }
  const auto add = [&](int label) {
    if (order.place[static_cast<size_t>(label)] >= 0) return;
    order.place[static_cast<size_t>(label)] = order.width;
    order.width += label == kEllipsis ? order.ellipsis : 1;
  };
  for (int label : equation.output) add(label);
  order.kept = order.width;
  for (const Labels& labels : equation.operands)
    for (int label : labels) add(label);
  return order;
}

// The operand with its dimensions in the common order; a label that it has twice becomes a diagonal.
Tensor in_order(Tensor t, const Labels& labels, const Order& order) {
  DimVector from(static_cast<size_t>(order.width), -1);
  DimVector places;  // of each dimension of t
  for (int label : labels) {
    const int64_t place = order.place[static_cast<size_t>(label)];
    if (label != kEllipsis) {
      places.push_back(place);
      continue;
    }
    // Fewer dimensions than others cover stand at the end, as in broadcasting.
    const int64_t n = covered(t, labels);
    for (int64_t d = 0; d < n; ++d) places.push_back(place + order.ellipsis - n + d);
  }
  for (int64_t d = 0; d < t.dim();) {
    int64_t& first = from[static_cast<size_t>(places[static_cast<size_t>(d)])];
    if (first < 0) {
      first = d++;
      continue;
    }
    const int64_t a = t.size(first), b = t.size(d);
    RUSHLIGHT_CHECK(a == b, "einsum: expected equal sizes for a label that one tensor has twice, got ", a,
                    " and ", b);
    t = t.diagonal(0, first, d).movedim(-1, first);
    places.erase(places.begin() + d);
  }
  DimVector permutation;
  for (int64_t d : from)
    if (d >= 0) permutation.push_back(d);
  t = t.permute(permutation);
  for (size_t place = 0; place < from.size(); ++place)
    if (from[place] < 0) t = t.unsqueeze(static_cast<int64_t>(place));
  return t;
}

void check_sizes(const std::vector<Tensor>& tensors) {
  for (int64_t d = 0; d < tensors[0].dim(); ++d) {
    int64_t size = 1;
    for (const Tensor& t : tensors) {
      RUSHLIGHT_CHECK(t.size(d) == 1 || size == 1 || t.size(d) == size,
                      "einsum: expected sizes that agree for each label, got ", size, " and ", t.size(d));
      if (t.size(d) != 1) size = t.size(d);
    }
  }
}

// The product of two operands, summed over the dimensions in `summed`; all dimensions stay, with size 1 where summed.
Tensor contract(Tensor a, Tensor b, const std::vector<bool>& summed) {
  DimVector both, only_a, only_b, inner, ones;
  for (int64_t d = 0; d < a.dim(); ++d) {
    const bool in_a = a.size(d) != 1, in_b = b.size(d) != 1;
    if (summed[static_cast<size_t>(d)] && in_a && in_b) {
      inner.push_back(d);
      continue;
    }
    if (summed[static_cast<size_t>(d)] && in_a) a = a.sum(d, true);
    if (summed[static_cast<size_t>(d)] && in_b) b = b.sum(d, true);
    if (a.size(d) != 1 && b.size(d) != 1) both.push_back(d);
    else if (a.size(d) != 1) only_a.push_back(d);
    else if (b.size(d) != 1) only_b.push_back(d);
    else ones.push_back(d);
  }
  if (inner.empty()) return a * b;
  // The product comes in the order of its operands: that of the result, where one swap gives it.
  if (!only_a.empty() && !only_b.empty() && only_b[0] < only_a[0]) {
    std::swap(a, b);
    std::swap(only_a, only_b);
  }
  const auto product = [](const Tensor& t, const DimVector& dims) {
    int64_t n = 1;
    for (int64_t d : dims) n *= t.size(d);
    return n;
  };
  const auto arranged = [](const Tensor& t, std::initializer_list<const DimVector*> groups) {
    DimVector permutation;
    for (const DimVector* g : groups) permutation.append(g->begin(), g->size());
    return t.permute(permutation);
  };
  const int64_t batch = product(a, both), n = product(a, only_a), m = product(b, only_b),
                k = product(a, inner);
  const Tensor left = arranged(a, {&both, &only_a, &inner, &only_b, &ones}).reshape({batch, n, k});
  const Tensor right = arranged(b, {&both, &inner, &only_b, &only_a, &ones}).reshape({batch, k, m});
  DimVector order, shape, back(static_cast<size_t>(a.dim()));
  for (const DimVector* g : {&both, &only_a, &only_b, &inner, &ones}) order.append(g->begin(), g->size());
  for (size_t i = 0; i < order.size(); ++i) {
    const bool gone = std::find(inner.begin(), inner.end(), order[i]) != inner.end();
    shape.push_back(gone ? 1 : a.size(order[i]) != 1 ? a.size(order[i]) : b.size(order[i]));
    back[static_cast<size_t>(order[i])] = static_cast<int64_t>(i);
  }
  return bmm(left, right).reshape(shape).permute(back);
}

// Contracts operands i and j of the list into one, summing what no other operand and not the output needs.
Tensor contract_pair(std::vector<Tensor>& operands, size_t i, size_t j, const Order& order) {
  std::vector<bool> summed(static_cast<size_t>(order.width), false);
  for (int64_t d = order.kept; d < order.width; ++d) {
    bool needed = false;
    for (size_t k = 0; k < operands.size(); ++k) needed |= k != i && k != j && operands[k].size(d) != 1;
    summed[static_cast<size_t>(d)] = !needed;
  }
  Tensor result = contract(operands[i], operands[j], summed);
  operands.erase(operands.begin() + static_cast<int64_t>(std::max(i, j)));
  operands.erase(operands.begin() + static_cast<int64_t>(std::min(i, j)));
  return result;
}

}  // namespace

Tensor einsum(std::string_view equation, TensorList tensors, OptionalIntArrayRef path) {
  RUSHLIGHT_CHECK(!tensors.empty(), "einsum: expected at least one tensor, got none");
  const Equation parsed = parse_equation(equation, tensors.size());
  const Order order = common_order(parsed, tensors);
  std::vector<Tensor> operands;
  for (size_t i = 0; i < tensors.size(); ++i)
    operands.push_back(in_order(tensors[i], parsed.operands[i], order));
  check_sizes(operands);
  RUSHLIGHT_CHECK(!path || path->size() == 2 * (tensors.size() - 1), "einsum: expected a path of ",
                  2 * (tensors.size() - 1), " places, got ", path ? path->size() : 0);
  for (size_t step = 0; operands.size() > 1; ++step) {
    if (!path) {
      Tensor result = contract_pair(operands, 0, 1, order);
      operands.insert(operands.begin(), result);
      continue;
    }
    const int64_t i = (*path)[2 * step], j = (*path)[2 * step + 1], n = static_cast<int64_t>(operands.size());
    RUSHLIGHT_CHECK(i >= 0 && j >= 0 && i < n && j < n && i != j, "einsum: expected a path of pairs below ",
                    n, ", got ", i, " and ", j);
    operands.push_back(contract_pair(operands, static_cast<size_t>(i), static_cast<size_t>(j), order));
  }
  Tensor result = operands[0];
  DimVector rest;
  for (int64_t d = order.kept; d < order.width; ++d)
    if (result.size(d) != 1) rest.push_back(d);
  if (!rest.empty()) result = result.sum(IntArrayRef(rest), true);
  for (int64_t d = order.width; d-- > order.kept;) result = result.squeeze(d);
  return result;
}

}  // namespace torch::inline rushlight
