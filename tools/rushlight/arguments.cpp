// Each question looks through the words that are left and removes what answers it, so that what remains at the end
// is what nobody asked for.
#include "arguments.h"

#include <algorithm>
#include <charconv>

bool Arguments::flag(const std::string& name) {
  const auto place = std::find(words_.begin(), words_.end(), "--" + name);
  if (place == words_.end()) return false;
  words_.erase(place);
  return true;
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) {
  const std::string option = "--" + name;
  for (auto place = words_.begin(); place != words_.end(); ++place) {
    if (place->starts_with(option + "=")) {
      std::string value = place->substr(option.size() + 1);
      words_.erase(place);
      return value;
    }
    if (*place != option) continue;
    if (place + 1 == words_.end() || (place + 1)->starts_with("--")) {
      throw UsageError(option + " needs a value behind it");
    }
    std::string value = *(place + 1);
    words_.erase(place, place + 2);
    return value;
  }
  return otherwise;
}

int64_t Arguments::number(const std::string& name, int64_t otherwise, int64_t least) {
  const std::string value = text(name, std::to_string(otherwise));
  int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < least) {
    throw UsageError("--" + name + " needs a whole number of at least " + std::to_string(least) + ", not '" +
                     value + "'");
  }
  return number;
}

std::string Arguments::word(const std::string& what) {
  const auto place =
      std::find_if(words_.begin(), words_.end(), [](const auto& w) { return !w.starts_with("--"); });
  if (place == words_.end()) throw UsageError("the " + what + " is missing");
  std::string value = *place;
  words_.erase(place);
  return value;
}

void Arguments::finish() const {
  if (!words_.empty()) throw UsageError("'" + words_.front() + "' is not known here");
}
