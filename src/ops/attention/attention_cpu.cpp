// Attention on the CPU: a block of queries against all keys of its head, so that the scores stay in the cache between
// the two products. Forward shares blocks among threads; backward, which sums the gradients of keys and values over the
// queries, shares heads. The derivative with P the weights, Z their dropout factors: dV = (P Z)^T dO,
// dS = P (Z dO V^T - rowsum(dO O)), dQ = scale dS K, dK = scale dS^T Q (Dao and others 2022, appendix B).
#include "ops/attention/attention.h"

#include <limits>
#include <type_traits>

#include "cpu/gemm/product.h"
#include "cpu/rows.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"
#include "ops/attention/weights.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

// Of one block: enough queries to pay for adding to the gradients of all keys and values. These are packed for the products
// once for all blocks of their head.
constexpr int64_t kBlockScores = 131072;

// A matrix in memory: element (i, j) at data + i * row + j * col.
template <class T> struct Matrix {
  T* data;
  int64_t row, col = 1;
  Matrix rows_from(int64_t i) const { return {data + i * row, row, col}; }
  T* row_of(int64_t i) const { return data ? data + i * row : nullptr; }
  Matrix transposed() const { return {data, col, row}; }
  operator Matrix<const T>() const requires(!std::is_const_v<T>) { return {data, row, col}; }
  operator Right<std::remove_const_t<T>>() const { return {data, row, col}; }
};

// c (m, n) = a (m, k) * b (k, n), added to what is in c when `add` is set.
template <class T>
void product(int64_t m, int64_t n, int64_t k, Matrix<const T> a, const Right<T>& b, Matrix<T> c,
             bool add = false) {
  GemmArgs g;
  g.m = m, g.n = n, g.k = k;
  g.a = a.data, g.a_row = a.row, g.a_col = a.col;
  b.put_into(g);
  g.c = c.data, g.c_row = c.row;
  g.beta = add ? 1 : 0;
  product<T>(g);
}

// One head of a view (B, H, L, E); nothing of a mask that is not there.
template <class T> Matrix<T> head_of(const View& v, int64_t head) {
  if (!v.defined()) return {nullptr, 0};
  const int64_t heads = v.size(1);
  return {v.as<T>() + head / heads * v.stride(0) + head % heads * v.stride(1), v.stride(2)};
}

struct Sizes {
  int64_t all, length, keys, size, columns;  // `all`: the heads of all batches
  int64_t block, blocks;                     // of queries
  // From one row of scores to the next: never a power of two, whose lines would share one set of the cache.
  int64_t row;
  Sizes(const View& q, const View& k, const View& v)
      : all(q.size(0) * q.size(1)), length(q.size(2)), keys(k.size(2)), size(q.size(3)), columns(v.size(3)) {
    const int64_t fitting = kBlockScores / (keys > 0 ? keys : 1);
    block = fitting < 16 ? 16 : fitting > 128 ? 128 : fitting;
    blocks = (length + block - 1) / block;
    row = (keys / 32 + 1) * 32 + 16;
  }
  int64_t rows(int64_t first) const { return length - first < block ? length - first : block; }
};

inline int64_t seen(const AttentionCall& call, int64_t query, int64_t keys) {
  return call.causal && query + 1 < keys ? query + 1 : keys;
}

// How many keys there are up to the last one that any of `rows` queries sees: others cost no products. A mask is often that of
// causal order, or hides the padding at the end of a sequence.
template <class T>
int64_t seen_by_block(const AttentionCall& call, Matrix<const T> mask, int64_t first, int64_t rows,
                      int64_t keys) {
  constexpr T kHidden = -std::numeric_limits<T>::infinity();
  keys = seen(call, first + rows - 1, keys);
  if (!mask.data) return keys;
  int64_t most = 0;
  for (int64_t i = mask.row == 0 ? rows - 1 : 0; i < rows; ++i) {
    const T* const row = mask.row_of(first + i);
    int64_t last = keys;
    while (last > most && row[last - 1] == kHidden) --last;
    most = last;
  }
  return most;
}

template <class T>
void forward_block(const AttentionCall& call, const Sizes& s, int64_t head, int64_t first, Matrix<const T> q,
                   const Right<T>& to_keys, const Right<T>& v, Matrix<const T> mask, Matrix<T> out,
                   RowSum<T>* sums, T* scores, Factors<T>& factors) {
  const int64_t rows = s.rows(first), keys = seen_by_block(call, mask, first, rows, s.keys);
  const Matrix<T> weights{scores, s.row};
  product<T>(rows, keys, s.size, q.rows_from(first), to_keys, weights);
  for (int64_t i = 0; i < rows; ++i) {
    const int64_t row = head * s.length + first + i, count = seen(call, first + i, keys);
    T* x = scores + i * s.row;
    sums[row] = softmax_row(static_cast<T>(call.scale), mask.row_of(first + i), x, count, keys);
    if (!factors.drop()) continue;
    factors.draw(row);
    const T* z = factors.data();
    each_vector<T>(count, [=](auto lanes, int64_t j) HWY_ATTR {
      lanes.store(hn::Mul(lanes.load(x + j), lanes.load(z + j)), x + j);
    });
  }
  product<T>(rows, s.columns, keys, weights, v, out.rows_from(first));
}

template <class T>
void forward(const AttentionCall& call, uint64_t seed, const View& q, const View& k, const View& v,
             const View& mask, const View& out, const View& sums) {
  const Sizes s(q, k, v);
  parallel_for(0, s.all * s.blocks, 1, [&](int64_t begin, int64_t end) {
    const Scratch<T> scores(s.block * s.row);
    Factors<T> factors(call, seed, s.keys);
    PackedRight<T> keys(s.blocks > 1, s.size, s.keys), values(s.blocks > 1, s.keys, s.columns);
    for (int64_t unit = begin; unit < end;) {
      const int64_t head = unit / s.blocks;
      const Right<T> to_keys = keys.take(head_of<const T>(k, head).transposed()),
                     to_values = values.take(head_of<const T>(v, head));
      for (; unit < end && unit / s.blocks == head; ++unit)
        forward_block<T>(call, s, head, unit % s.blocks * s.block, head_of<const T>(q, head), to_keys,
                         to_values, head_of<const T>(mask, head), head_of<T>(out, head), sums.as<RowSum<T>>(),
                         scores.data, factors);
    }
  });
}

template <class T> struct HeadGradients { Matrix<T> q, k, v; };

// No gradient for keys from `first` on, and their values.
template <class T> void clear(const HeadGradients<T>& to, const Sizes& s, int64_t first) {
  for (int64_t i = first; i < s.keys; ++i) {
    for (int64_t j = 0; j < s.size; ++j) to.k.row_of(i)[j] = 0;
    for (int64_t j = 0; j < s.columns; ++j) to.v.row_of(i)[j] = 0;
  }
}

// Keys and values as the right sides of products: k^T, v^T and k.
template <class T> struct HeadSides { Right<T> to_keys, to_values, keys; };

template <class T>
void backward_head(const AttentionCall& call, const Sizes& s, int64_t head, Matrix<const T> grad_out,
                   Matrix<const T> q, const HeadSides<T>& sides, Matrix<const T> mask, Matrix<const T> out,
                   const RowSum<T>* sums, const HeadGradients<T>& to, T* scores, T* grads,
                   Factors<T>& factors) {
  const Matrix<T> weights{scores, s.row}, grad{grads, s.row};
  // Blocks from the last one on, which sees most keys in causal order: it writes what the others add to.
  for (int64_t b = s.blocks - 1; b >= 0; --b) {
    const int64_t first = b * s.block, rows = s.rows(first),
                  keys = seen_by_block(call, mask, first, rows, s.keys);
    const bool add = b + 1 < s.blocks;
    const Matrix<const T> q_rows = q.rows_from(first), g_rows = grad_out.rows_from(first),
                          o_rows = out.rows_from(first);
    product<T>(rows, keys, s.size, q_rows, sides.to_keys, weights);
    product<T>(rows, keys, s.columns, g_rows, sides.to_values, grad);
    for (int64_t i = 0; i < rows; ++i) {
      const T *g = g_rows.data + i * g_rows.row, *o = o_rows.data + i * o_rows.row;
      const T total = sum_row<T>(s.columns, [=](auto lanes, int64_t j) HWY_ATTR {
        return hn::Mul(lanes.load(g + j), lanes.load(o + j));
      });
      const int64_t row = head * s.length + first + i, count = seen(call, first + i, keys);
      if (factors.drop()) factors.draw(row);
      backward_row(static_cast<T>(call.scale), mask.row_of(first + i), scores + i * s.row, grads + i * s.row,
                   count, keys, sums[row], total, factors);
    }
    product<T>(keys, s.columns, rows, Matrix<const T>(weights).transposed(), g_rows, to.v, add);
    product<T>(rows, s.size, keys, grad, sides.keys, to.q.rows_from(first));
    product<T>(keys, s.size, rows, Matrix<const T>(grad).transposed(), q_rows, to.k, add);
    if (!add) clear(to, s, keys);
  }
  if (s.blocks == 0) clear(to, s, 0);
}

template <class T>
void backward(const AttentionCall& call, uint64_t seed, const View& grad_out, const View& q, const View& k,
              const View& v, const View& mask, const View& out, const View& sums, const View& grad_q,
              const View& grad_k, const View& grad_v) {
  const Sizes s(q, k, v);
  parallel_for(0, s.all, 1, [&](int64_t begin, int64_t end) {
    const Scratch<T> scores(s.block * s.row), grads(s.block * s.row);
    Factors<T> factors(call, seed, s.keys);
    const bool shared = s.blocks > 1;
    PackedRight<T> to_keys(shared, s.size, s.keys), to_values(shared, s.columns, s.keys),
        keys(shared, s.keys, s.size);
    for (int64_t h = begin; h < end; ++h) {
      const Matrix<const T> k_head = head_of<const T>(k, h);
      const HeadSides<T> sides{to_keys.take(k_head.transposed()),
                               to_values.take(head_of<const T>(v, h).transposed()), keys.take(k_head)};
      backward_head<T>(call, s, h, head_of<const T>(grad_out, h), head_of<const T>(q, h), sides,
                       head_of<const T>(mask, h), head_of<const T>(out, h), sums.as<const RowSum<T>>(),
                       {head_of<T>(grad_q, h), head_of<T>(grad_k, h), head_of<T>(grad_v, h)}, scores.data,
                       grads.data, factors);
    }
  });
}

template <class T> void all_factors(const AttentionCall& call, uint64_t seed, const View& out) {
  const int64_t keys = out.size(3), rows = keys > 0 ? out.numel / keys : 0;
  Factors<T> factors(call, seed, keys);
  for (int64_t i = 0; i < rows; ++i) {
    if (factors.drop()) factors.draw(i);
    for (int64_t j = 0; j < keys; ++j) out.as<T>()[i * keys + j] = factors.drop() ? factors.data()[j] : T(1);
  }
}

}  // namespace

template <> const AttentionKernels& cpu_table<AttentionKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr AttentionKernels table{
      [](const AttentionCall& call, uint64_t seed, const View& q, const View& k, const View& v,
         const View& mask, const View& out, const View& sums) {
        (q.dtype == kDouble ? forward<double> : forward<float>)(call, seed, q, k, v, mask, out, sums);
      },
      [](const AttentionCall& call, uint64_t seed, const View& grad_out, const View& q, const View& k,
         const View& v, const View& mask, const View& out, const View& sums, const View& grad_q,
         const View& grad_k, const View& grad_v) {
        (q.dtype == kDouble ? backward<double> : backward<float>)(call, seed, grad_out, q, k, v, mask, out,
                                                                  sums, grad_q, grad_k, grad_v);
      },
      [](const AttentionCall& call, uint64_t seed, const View& out) {
        (out.dtype == kDouble ? all_factors<double> : all_factors<float>)(call, seed, out);
      }};
  return table;
}

}  // namespace torch::inline rushlight
