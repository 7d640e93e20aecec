// SPDX-License-Identifier: Apache-2.0
// dcv_stream_bench [MIB [ROUNDS]]: what reading logs costs, one thread, files in the page cache:
// JSON lines against a memchr scan for newlines of the same bytes, gzip against inflating alone,
// and the other forms. CPU time of the thread, median of ROUNDS, variants taking turns.
#include <time.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>

#include "base/files.h"
#include "row.h"
#include "stream/stream.h"

namespace dcv::bench {
namespace {

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// An event of CloudTrail's shape, about 1.3 kB.
std::string Event(Random& random) {
  const std::string id = Hex(random, 32);
  return R"({"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROA)" +
         Hex(random, 17) + ":session\",\"arn\":\"arn:aws:sts::" + Hex(random, 12) +
         R"(:assumed-role/name/session","accountId":"111122223333","accessKeyId":"ASIA)" +
         Hex(random, 16) + R"(","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},)" +
         R"("eventTime":"2026-11-24T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":")" +
         Words(random, 2) + R"(","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.)" +
         std::to_string(random.Below(256)) + R"(","userAgent":")" + Words(random, 40) +
         R"(","requestParameters":{"bucketName":")" + Words(random, 6) + R"(","key":")" +
         Words(random, 40) + R"("},"responseElements":null,"requestID":")" + Guid(id) +
         R"(","eventID":")" + Guid(id) + R"(","readOnly":true,"eventType":"AwsApiCall"})";
}

std::string Repeat(size_t bytes, const std::function<std::string(Random&)>& row,
                   std::string_view between) {
  Random random(1);
  std::string out;
  while (out.size() < bytes) {
    out += row(random);
    out += between;
  }
  return out;
}

std::string Audit(Random& random) {
  return "type=SYSCALL msg=audit(1364481363." + std::to_string(100 + random.Below(900)) +
         ":24287): arch=c000003e syscall=2 success=no exit=-13 a0=7fffd19c5592 a1=0 "
         "a2=7fffd19c4b50 "
         "a3=a items=1 ppid=2686 pid=3538 auid=1000 uid=1000 gid=1000 euid=1000 tty=pts0 ses=1 "
         "comm=\"cat\" exe=\"/bin/cat\" key=\"sshd_config\"";
}

std::string CsvRow(Random& random) {
  std::string event = Event(random), doubled;
  for (const char c : event) doubled += c == '"' ? "\"\"" : std::string(1, c);
  return Hex(random, 32) + ",2026-11-24,\"" + doubled + "\"";
}

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  DCV_CHECK(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  DCV_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Measure {
  std::string name;
  uint64_t bytes = 0;             // of text
  std::function<uint64_t()> run;  // gives the number of documents, or 0
  std::string against = {};       // the measure that its ratio is to
  std::vector<double> seconds = {};
  uint64_t count = 0;
};

uint64_t Stream(const std::string& path) {
  stream::Options options;
  options.threads = 1;
  const auto summary = stream::Run(
      {path}, options, [](size_t, stream::Block&) { return std::unique_ptr<stream::Product>(); },
      [](uint32_t, const stream::Input&, std::unique_ptr<stream::Product>) { return Ok(); });
  DCV_CHECK(summary.has_value() && !summary->incomplete);
  return summary->tally.documents;
}

uint64_t ScanNewlines(const std::string& text) {
  uint64_t lines = 0;
  for (const char* at = text.data();; ++lines) {
    const auto left = static_cast<size_t>(text.data() + text.size() - at);
    const void* found = left == 0 ? nullptr : std::memchr(at, '\n', left);
    if (found == nullptr) return lines;
    at = static_cast<const char*>(found) + 1;
  }
}

uint64_t ReadAlone(const std::string& path) {
  const auto reader = ByteReader::Open(path);
  DCV_CHECK(reader.has_value());
  std::string buffer(size_t{256} << 10, '\0');
  while (true) {
    const auto got = (*reader)->Read(buffer.data(), buffer.size());
    DCV_CHECK(got.has_value());
    if (*got == 0) return 0;
  }
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const std::vector<Measure>& measures) {
  std::printf("| measure | GB/s of text | documents | ratio |\n|---|---|---|---|\n");
  const auto seconds = [&measures](const std::string& name) {
    for (const Measure& measure : measures) {
      if (measure.name == name) return Median(measure.seconds);
    }
    return 0.0;
  };
  for (const Measure& measure : measures) {
    const double time = Median(measure.seconds);
    std::printf("| %s | %.2f | %s |", measure.name.c_str(),
                static_cast<double>(measure.bytes) / time * 1e-9,
                measure.count == 0 ? "" : std::to_string(measure.count).c_str());
    if (measure.against.empty()) {
      std::printf(" |\n");
    } else {
      std::printf(" %.2f of %s |\n", seconds(measure.against) / time, measure.against.c_str());
    }
  }
}

int Main(size_t bytes, size_t rounds) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "dcv_stream_bench";
  std::filesystem::create_directories(folder);
  const auto write = [&folder](const char* name, const std::string& text) {
    DCV_CHECK(WriteFile((folder / name).string(), text).has_value());
    return (folder / name).string();
  };
  const std::string lines = Repeat(bytes, Event, "\n");
  const std::string together = Repeat(bytes, Event, "");
  std::string records = "{\"Records\":[" + Repeat(std::min<size_t>(bytes, 50'000'000), Event, ",");
  records.back() = ']';
  records += '}';
  const std::string audit = Repeat(bytes / 4, Audit, "\n");
  const std::string csv = "Id,Date,AuditData\n" + Repeat(bytes / 4, CsvRow, "\n");
  const std::string plain = write("lines.json", lines), packed = write("lines.gz", Gzip(lines));
  std::vector<Measure> measures;
  const auto add = [&measures](std::string name, uint64_t size, std::function<uint64_t()> run,
                               std::string against = "") {
    measures.push_back({std::move(name), size, std::move(run), std::move(against)});
  };
  add("memchr scan of memory", lines.size(), [&lines] { return ScanNewlines(lines); });
  add("read alone", lines.size(), [plain] { return ReadAlone(plain); });
  add(
      "JSON lines", lines.size(), [plain] { return Stream(plain); }, "memchr scan of memory");
  const std::pair<const char*, const std::string*> forms[] = {{"JSON without line ends", &together},
                                                              {"one document of Records", &records},
                                                              {"audit records", &audit},
                                                              {"CSV", &csv}};
  for (const auto& [name, text] : forms) {
    const std::string path = write(name, *text);
    add(
        name, text->size(), [path] { return Stream(path); }, "JSON lines");
  }
  add("inflate alone", lines.size(), [packed] { return ReadAlone(packed); });
  add(
      "JSON lines in gzip", lines.size(), [packed] { return Stream(packed); }, "inflate alone");
  for (size_t round = 0; round <= rounds; ++round) {
    for (Measure& measure : measures) {
      const double begin = CpuSeconds();
      measure.count = measure.run();
      if (round > 0) measure.seconds.push_back(CpuSeconds() - begin);
    }
  }
  std::filesystem::remove_all(folder);
  Print(measures);
  return 0;
}

}  // namespace
}  // namespace dcv::bench

int main(int argc, char** argv) {
  const size_t mebibytes = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100;
  const size_t rounds = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 5;
  return dcv::bench::Main(std::max<size_t>(mebibytes, 1) << 20, std::max<size_t>(rounds, 1));
}
