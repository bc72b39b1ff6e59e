// Downloads from a small server in this process: what arrives whole gets its name, everything else leaves
// nothing.

#include "rushlight/data/download.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "rushlight/core/error.h"
#include "rushlight/data/mnist_files.h"

namespace torch::inline rushlight::data {
namespace {

namespace fs = std::filesystem;

// Answers each request with the raw text registered for its path, then closes the connection.
class Server {
 public:
  explicit Server(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 8) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no local server");
    address_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    shutdown(listener_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    close(listener_);
  }
  std::string url(const std::string& path) const { return address_ + path; }

 private:
  void serve() {
    for (int client; (client = accept(listener_, nullptr, nullptr)) >= 0; close(client)) {
      std::string request;
      char block[2048];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t n = recv(client, block, sizeof(block), 0);
        if (n <= 0) break;
        request.append(block, size_t(n));
      }
      const auto begin = request.find(' ') + 1;
      const auto answer = answers_.find(request.substr(begin, request.find(' ', begin) - begin));
      const std::string text = answer != answers_.end() ? answer->second : "HTTP/1.1 404 Not Found\r\n\r\n";
      for (size_t sent = 0; sent < text.size();) {
        const ssize_t n = send(client, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += size_t(n);
      }
      shutdown(client, SHUT_WR);
    }
  }

  std::map<std::string, std::string> answers_;
  int listener_ = -1;
  std::string address_;
  std::thread thread_;
};

std::string with_length(const std::string& body, size_t length) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(length) + "\r\nConnection: close\r\n\r\n" +
         body;
}

std::string without_length(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body;
}

class DownloadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!can_download()) GTEST_SKIP() << "this build has no libcurl";
    std::string name = (fs::temp_directory_path() / "rushlight-download-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    setenv("no_proxy", "127.0.0.1", 1);
    for (int i = 0; i < 50000; ++i) content_ += char('a' + i % 1000 * (i % 777) % 23);
    expected_ = {int64_t(content_.size()), uint32_t(crc32(0, data(content_), unsigned(content_.size())))};
    gzFile file = gzopen((folder_ / "packed").c_str(), "wb");
    gzwrite(file, content_.data(), unsigned(content_.size()));
    gzclose(file);
    packed_ = bytes_of(folder_ / "packed");
    fs::remove(folder_ / "packed");
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  static const Bytef* data(const std::string& text) { return reinterpret_cast<const Bytef*>(text.data()); }
  static std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // The error of downloading these addresses in turn; after any error the folder must be empty.
  std::string error_of(const std::vector<std::string>& urls) {
    try {
      download(urls, (folder_ / "file").string(), expected_);
    } catch (const Error& error) {
      EXPECT_TRUE(fs::is_empty(folder_));
      return error.what();
    }
    return "no error";
  }

  fs::path folder_;
  std::string content_, packed_;
  Checksum expected_{};
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST_F(DownloadTest, WholeFileGetsItsName) {
  const Server server({{"/plain", with_length(content_, content_.size())},
                       {"/file.gz", with_length(packed_, packed_.size())},
                       {"/moved", "HTTP/1.1 302 Found\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n"}});
  int64_t received = 0, total = 0;
  download({server.url("/plain")}, (folder_ / "plain").string(), expected_, [&](int64_t r, int64_t t) {
    received = r;
    total = t;
  });
  EXPECT_EQ(bytes_of(folder_ / "plain"), content_);
  EXPECT_EQ(received, int64_t(content_.size()));
  EXPECT_EQ(total, int64_t(content_.size()));
  download({server.url("/file.gz")}, (folder_ / "file.gz").string(), expected_);
  EXPECT_EQ(bytes_of(folder_ / "file.gz"), packed_);
  download({server.url("/moved")}, (folder_ / "moved").string(), expected_);
  EXPECT_EQ(bytes_of(folder_ / "moved"), content_);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 3);
}

TEST_F(DownloadTest, NextServerIsTriedAfterAFailure) {
  const Server server({{"/short", with_length(content_.substr(0, 40000), content_.size())},
                       {"/whole", with_length(content_, content_.size())}});
  download({server.url("/absent"), server.url("/short"), server.url("/whole")}, (folder_ / "file").string(),
           expected_);
  EXPECT_EQ(bytes_of(folder_ / "file"), content_);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(DownloadTest, FailureLeavesNothingAndSaysWhy) {
  std::string altered = content_;
  altered[777] ^= 1;
  const Server server({{"/short", with_length(content_.substr(0, 40000), content_.size())},
                       {"/cut", without_length(content_.substr(0, 40000))},
                       {"/cut.gz", without_length(packed_.substr(0, packed_.size() / 2))},
                       {"/altered", with_length(altered, altered.size())},
                       {"/longer", without_length(content_ + "more")},
                       {"/flood", without_length(std::string(size_t(1) << 20, 'x'))},
                       {"/empty", with_length("", 0)}});
  EXPECT_HAS(error_of({server.url("/absent")}), "/absent: The requested URL returned error: 404");
  EXPECT_HAS(error_of({server.url("/short")}), "/short: transfer closed with 10000 bytes remaining to read");
  EXPECT_HAS(error_of({server.url("/cut")}), "/cut: 40000 bytes of content instead of 50000");
  EXPECT_HAS(error_of({server.url("/cut.gz")}), "/cut.gz: a damaged or cut-off .gz file");
  EXPECT_HAS(error_of({server.url("/altered")}), "/altered: content with another checksum");
  EXPECT_HAS(error_of({server.url("/longer")}), "/longer: more than the expected 50000 bytes of content");
  EXPECT_HAS(error_of({server.url("/flood")}), "/flood: more than 115536 bytes");
  EXPECT_HAS(error_of({server.url("/empty")}), "/empty: 0 bytes of content instead of 50000");
  EXPECT_HAS(error_of({"file:///etc/hostname"}), "rotocol");
  EXPECT_HAS(error_of({}), "download: expected at least one address");
  const std::string both = error_of({server.url("/absent"), server.url("/altered")});
  EXPECT_HAS(both, "from one of 2 servers");
  EXPECT_HAS(both, "404");
  EXPECT_HAS(both, "another checksum");
}

TEST_F(DownloadTest, DeadServerIsAnError) {
  std::string dead;
  { dead = Server({}).url("/file"); }
  EXPECT_HAS(error_of({dead}), "onnect");
}

TEST_F(DownloadTest, FailureKeepsTheOldFile) {
  std::ofstream(folder_ / "file") << "old";
  const Server server({});
  EXPECT_THROW(download({server.url("/absent")}, (folder_ / "file").string(), expected_), Error);
  EXPECT_EQ(bytes_of(folder_ / "file"), "old");
}

TEST_F(DownloadTest, ExceptionOfTheCallerEndsIt) {
  const Server server({{"/whole", with_length(content_, content_.size())}});
  const auto stop = [](int64_t, int64_t) { throw std::domain_error("enough"); };
  EXPECT_THROW(download({server.url("/whole")}, (folder_ / "file").string(), expected_, stop),
               std::domain_error);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST(Download, BuildWithoutLibcurlSaysSo) {
  if (can_download()) GTEST_SKIP() << "this build has libcurl";
  const std::string path = (fs::temp_directory_path() / "rushlight-no-download").string();
  EXPECT_THROW(download({"http://127.0.0.1/"}, path, {1, 0}), Error);
  EXPECT_FALSE(fs::exists(path));
}

TEST(Download, MnistListIsComplete) {
  const std::vector<RemoteFile> files = mnist_remote_files();
  ASSERT_EQ(files.size(), kMnistFiles.size());
  for (size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(files[i].name, std::string(kMnistFiles[i]) + ".gz");
    ASSERT_GE(files[i].urls.size(), 2u);
    for (const std::string& url : files[i].urls)
      EXPECT_TRUE(url.starts_with("http") && url.ends_with("/" + files[i].name));
  }
}

// Where MNIST is at hand, its content must be what the list says.
TEST(Download, MnistChecksumsAreThoseOfTheRealFiles) {
  const auto folder = find_mnist(RUSHLIGHT_GOLDEN_DIR "/../..");  // as seen from the top of the source tree
  if (!folder) GTEST_SKIP() << "no MNIST on this machine";
  for (const RemoteFile& file : mnist_remote_files()) {
    gzFile in = gzopen(find_idx_file(*folder, file.name.substr(0, file.name.size() - 3))->c_str(), "rb");
    ASSERT_NE(in, nullptr);
    std::vector<uint8_t> content(size_t(file.checksum.size) + 1);
    EXPECT_EQ(gzread(in, content.data(), unsigned(content.size())), file.checksum.size);
    gzclose(in);
    EXPECT_EQ(crc32(0, content.data(), unsigned(file.checksum.size)), file.checksum.crc32) << file.name;
  }
}

TEST(Download, MnistInPlaceIsNotFetchedAgain) {
  std::string folder = (fs::temp_directory_path() / "rushlight-mnist-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  for (const char* name : kMnistFiles) std::ofstream(fs::path(folder) / name) << "here";
  download_mnist(folder, [](int64_t, int64_t) { FAIL() << "nothing to fetch"; });
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 4);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace torch::inline rushlight::data
