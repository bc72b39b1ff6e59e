// pickle_save and pickle_load: a zip archive of a pickle, data.pkl, and the bytes of each storage, data/0, data/1 and so on,
// as torch.save writes them. Next: pickle_writer.h, pickle_reader.h, zip.h.
#include "rushlight/serialize/pickle.h"

#include <bit>
#include <map>

#include "io/pickle_reader.h"
#include "io/pickle_writer.h"
#include "io/zip.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

static_assert(std::endian::native == std::endian::little, "storages are written as they lie in memory");

// The folder of data.pkl: torch.save names it after the file.
std::string folder_of(const ZipReader& zip) {
  constexpr std::string_view kPickle = "data.pkl";
  for (const std::string& name : zip.names())
    if (name == kPickle || name.ends_with("/data.pkl")) return name.substr(0, name.size() - kPickle.size());
  detail::fail({"pickle_load: expected an archive with an entry data.pkl, got one without"});
}

}  // namespace

std::vector<char> pickle_save(const IValue& value) {
  pickle::Writer writer;
  writer.write(value);
  ZipWriter zip("pickle_save");
  const auto add = [&](const std::string& name, std::string_view bytes) {
    zip.add("archive/" + name, bytes.data(), bytes.size());
  };
  add("data.pkl", writer.bytes());
  add("byteorder", "little");
  for (size_t i = 0; i < writer.storages().size(); ++i) {
    const Storage& storage = writer.storages()[i];
    add("data/" + std::to_string(i), {static_cast<const char*>(storage.data()), storage.nbytes()});
  }
  add("version", "3\n");
  return zip.finish();
}

IValue pickle_load(const std::vector<char>& data) {
  ZipReader zip("pickle_load", data.data(), data.size());
  const std::string folder = folder_of(zip);
  if (zip.contains(folder + "byteorder"))
    RUSHLIGHT_CHECK(zip.read(folder + "byteorder") == "little",
                    "pickle_load: expected a little-endian file, got another one");
  std::map<std::string, Storage> storages;
  const auto load = [&](const std::string& key, uint64_t bytes) -> Storage {
    Storage& storage = storages[key];
    if (!storage) {
      const std::string name = folder + "data/" + key;
      Storage fresh(new_storage(zip.size(name)));
      zip.read(name, fresh.mutable_data());
      storage = fresh;
    }
    RUSHLIGHT_CHECK(bytes <= storage.nbytes(), "pickle_load: expected ", bytes, " bytes for the storage ",
                    key, ", got ", storage.nbytes());
    return storage;
  };
  const std::string bytes = zip.read(folder + "data.pkl");
  return pickle::Reader(bytes, load).read();
}

}  // namespace torch::inline rushlight
