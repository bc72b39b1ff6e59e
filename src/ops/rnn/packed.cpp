// Packed sequences: the rows of each time step behind one another, the longest sequence first, so that fewer and fewer
// rows follow. Steps with equally many rows are run as one call of the layer; between such runs sequences end (forwards
// in time) or begin (backwards).
#include "ops/rnn/rnn_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Consecutive steps with equally many rows.
struct Run {
  int64_t rows, steps, start;  // start: first row of the data
};

std::vector<Run> runs_of(const Tensor& batch_sizes) {
  std::vector<Run> runs;
  const int64_t* sizes = batch_sizes.data_ptr<int64_t>();
  int64_t start = 0;
  for (int64_t t = 0; t < batch_sizes.numel(); ++t) {
    if (!runs.empty() && runs.back().rows == sizes[t]) ++runs.back().steps;
    else runs.push_back({sizes[t], 1, start});
    start += sizes[t];
  }
  return runs;
}

Tensor rows(const Tensor& x, int64_t first, int64_t last) {
  return x.defined() ? x.narrow(0, first, last - first) : x;
}

struct Layer {
  RnnKind kind;
  const RnnWeights& weights;
  Tensor data, h0, c0;

  Tensor steps(const Run& run) const {
    return data.narrow(0, run.start, run.steps * run.rows).view({run.steps, run.rows, data.size(1)});
  }

  RnnResult forwards(const std::vector<Run>& runs) const {
    Tensor h = h0, c = c0;
    std::vector<Tensor> outputs, last_h, last_c;  // states of the sequences that ended, the shortest first
    for (const Run& run : runs) {
      if (run.rows < h.size(0)) {
        last_h.push_back(rows(h, run.rows, h.size(0)));
        if (c.defined()) last_c.push_back(rows(c, run.rows, c.size(0)));
        h = rows(h, 0, run.rows);
        c = rows(c, 0, run.rows);
      }
      const RnnResult r = run_rnn_layer(kind, steps(run), h, c, weights);
      outputs.push_back(r.y.flatten(0, 1));
      h = r.h, c = r.c;
    }
    const auto all = [](std::vector<Tensor>& ended, const Tensor& rest) {
      ended.push_back(rest);
      return cat(std::vector<Tensor>(ended.rbegin(), ended.rend()), 0);
    };
    return {cat(outputs, 0), all(last_h, h), c.defined() ? all(last_c, c) : c};
  }

  RnnResult backwards(const std::vector<Run>& runs) const {
    Tensor h = rows(h0, 0, runs.back().rows), c = rows(c0, 0, runs.back().rows);
    std::vector<Tensor> outputs(runs.size());
    for (size_t i = runs.size(); i-- > 0;) {
      const Run& run = runs[i];
      if (h.size(0) < run.rows) {
        if (c.defined()) c = cat({c, rows(c0, c.size(0), run.rows)}, 0);
        h = cat({h, rows(h0, h.size(0), run.rows)}, 0);
      }
      const RnnResult r = run_rnn_layer(kind, flip(steps(run), 0), h, c, weights);
      outputs[i] = flip(r.y, 0).flatten(0, 1);
      h = r.h, c = r.c;
    }
    return {cat(outputs, 0), h, c};
  }
};

// For each row of the packed data its place in a padded tensor (T, B) seen as one dimension.
Tensor padded_places(const Tensor& batch_sizes, int64_t batch, int64_t count) {
  Tensor places = empty({count}, kLong);
  auto* p = places.data_ptr<int64_t>();
  for (int64_t t = 0; t < batch_sizes.numel(); ++t)
    for (int64_t b = 0; b < batch_sizes.data_ptr<int64_t>()[t]; ++b) *p++ = t * batch + b;
  return places;
}

}  // namespace

int64_t packed_batch(const char* who, const Tensor& batch_sizes, int64_t count) {
  RUSHLIGHT_CHECK(batch_sizes.dim() == 1 && batch_sizes.scalar_type() == kLong && batch_sizes.numel() > 0,
                  who, ": expected batch sizes as a vector of int64, got ", batch_sizes.scalar_type(), " ",
                  batch_sizes.sizes());
  const Tensor sizes = batch_sizes.contiguous();
  const int64_t *p = sizes.data_ptr<int64_t>(), steps = sizes.numel();
  int64_t total = 0;
  for (int64_t t = 0; t < steps; ++t) {
    RUSHLIGHT_CHECK(p[t] > 0 && (t == 0 || p[t] <= p[t - 1]), who,
                    ": expected batch sizes above 0 that do not grow, got ", p[t], " at step ", t);
    total += p[t];
  }
  RUSHLIGHT_CHECK(total == count, who, ": expected batch sizes that add up to ", count, " rows, got ", total);
  return p[0];
}

RnnResult run_packed_layer(RnnKind kind, bool backwards, const Tensor& data, const Tensor& batch_sizes,
                           const Tensor& h0, const Tensor& c0, const RnnWeights& weights) {
  const Layer layer{kind, weights, data.contiguous(), h0, c0};
  const std::vector<Run> runs = runs_of(batch_sizes.contiguous());
  return backwards ? layer.backwards(runs) : layer.forwards(runs);
}

std::tuple<Tensor, Tensor> _pack_padded_sequence(const Tensor& input, const Tensor& lengths,
                                                 bool batch_first) {
  const char* const who = "_pack_padded_sequence";
  RUSHLIGHT_CHECK(input.dim() >= 2, who, ": expected an input of at least 2 dimensions, got shape ",
                  input.sizes());
  const Tensor x = batch_first ? input.transpose(0, 1) : input;
  const int64_t steps = x.size(0), batch = x.size(1);
  RUSHLIGHT_CHECK(
      lengths.dim() == 1 && lengths.scalar_type() == kLong && lengths.size(0) == batch && batch > 0, who,
      ": expected lengths as a vector of int64 for ", batch, " sequences, got ", lengths.scalar_type(), " ",
      lengths.sizes());
  const Tensor sorted = lengths.contiguous();
  const int64_t* p = sorted.data_ptr<int64_t>();
  int64_t count = 0;
  for (int64_t b = 0; b < batch; ++b) {
    RUSHLIGHT_CHECK(p[b] > 0 && p[b] <= steps, who, ": expected lengths from 1 to ", steps, ", got ", p[b]);
    RUSHLIGHT_CHECK(b == 0 || p[b] <= p[b - 1], who, ": expected lengths in falling order, got ", p[b],
                    " behind ", p[b - 1], "; pack_padded_sequence sorts them with enforce_sorted = false");
    count += p[b];
  }
  Tensor batch_sizes = empty({p[0]}, kLong);
  for (int64_t t = 0, b = batch; t < p[0]; ++t) {
    while (p[b - 1] <= t) --b;
    batch_sizes.data_ptr<int64_t>()[t] = b;
  }
  return {index_select(x.flatten(0, 1), 0, padded_places(batch_sizes, batch, count)), batch_sizes};
}

std::tuple<Tensor, Tensor> _pad_packed_sequence(const Tensor& data, const Tensor& batch_sizes,
                                                bool batch_first, const Scalar& padding_value,
                                                int64_t total_length) {
  const char* const who = "_pad_packed_sequence";
  RUSHLIGHT_CHECK(data.dim() >= 1, who, ": expected data of at least 1 dimension, got shape ", data.sizes());
  const int64_t batch = packed_batch(who, batch_sizes, data.size(0));
  const Tensor sizes = batch_sizes.contiguous();
  const int64_t used = sizes.numel(), steps = total_length > 0 ? total_length : used;
  RUSHLIGHT_CHECK(steps >= used, who, ": expected a total_length of at least ", used, ", got ", total_length);
  DimVector flat(data.sizes()), shape{steps, batch};
  flat[0] = steps * batch;
  for (int64_t n : data.sizes().slice(1)) shape.push_back(n);
  const Tensor padded = index_copy(full(flat, padding_value, data.options()), 0,
                                   padded_places(sizes, batch, data.size(0)), data)
                            .view(shape);
  Tensor lengths = empty({batch}, kLong);
  for (int64_t t = 0; t < used; ++t)
    for (int64_t b = 0; b < sizes.data_ptr<int64_t>()[t]; ++b) lengths.data_ptr<int64_t>()[b] = t + 1;
  return {batch_first ? padded.transpose(0, 1) : padded, lengths};
}

Tensor pad_sequence(TensorList sequences, bool batch_first, double padding_value,
                    std::string_view padding_side) {
  RUSHLIGHT_CHECK(!sequences.empty(), "pad_sequence: expected one or more sequences, got none");
  RUSHLIGHT_CHECK(padding_side == "right" || padding_side == "left",
                  "pad_sequence: expected padding side \"right\" or \"left\", got \"", padding_side, "\"");
  int64_t steps = 0;
  for (const Tensor& s : sequences) {
    RUSHLIGHT_CHECK(s.dim() >= 1 && s.sizes().slice(1) == sequences[0].sizes().slice(1),
                    "pad_sequence: expected sequences that differ in their first size only, got ",
                    sequences[0].sizes(), " and ", s.sizes());
    steps = std::max(steps, s.size(0));
  }
  std::vector<Tensor> padded;
  for (const Tensor& s : sequences) {
    DimVector rest(s.sizes());
    rest[0] = steps - s.size(0);
    const Tensor filler = full(rest, padding_value, s.options());
    padded.push_back(padding_side == "right" ? cat({s, filler}, 0) : cat({filler, s}, 0));
  }
  return stack(padded, batch_first ? 0 : 1);
}

}  // namespace torch::inline rushlight
