// pickle_save and pickle_load: values in the format of Python's torch.save, so that tensors, lists and dictionaries of
// tensors (a state_dict, say) go from Python to C++ and back. What these files may hold is in docs/formats.md.
// Read next: src/io/pickle.cpp.
#pragma once

#include <vector>

#include "rushlight/core/ivalue.h"

namespace torch::inline rushlight {

/// A value as the bytes of a file that Python's torch.load reads. A storage that tensors share is written once, whole.
RUSHLIGHT_API std::vector<char> pickle_save(const IValue& value);

/// The value of such bytes, from pickle_save here or in LibTorch or from torch.save: tensors (on the CPU), None, bools,
/// integers, floats, complex numbers, texts, devices, and lists, tuples and dictionaries of them. Nothing else that a pickle
/// might do is done; damaged or foreign bytes are an error.
RUSHLIGHT_API IValue pickle_load(const std::vector<char>& data);

}  // namespace torch::inline rushlight
