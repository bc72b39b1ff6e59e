// The namespace of the library: torch::rushlight, inline in torch, so that `namespace torch::nn { ... }` in a program re-opens
// ours, `template <> struct torch::...` specialises ours, and ours are apart from LibTorch's where both are linked.
#pragma once

namespace torch::inline rushlight {}
namespace rushlight = torch::rushlight;
