// The transform of lines of complex numbers, through kissfft. Next: transform.cpp, the only file that includes it.
#pragma once

#include "op/view.h"

namespace torch::inline rushlight {

/// True when the library was built with kissfft.
bool has_fft_library();
/// out = scale * the transform of each line of `in` along `dim`; both complex, row-major and of one shape.
void transform_lines(const View& in, const View& out, int64_t dim, bool inverse, double scale);

}  // namespace torch::inline rushlight
