// SPDX-License-Identifier: Apache-2.0
#include "stream/inputs.h"

#include <utility>

#include "base/inflate.h"
#include "stream/paths.h"

namespace dcv::stream {
namespace {

constexpr size_t kMaxLayers = 4;    // gzip in gzip and so on, and UTF-16
constexpr size_t kMaxArchives = 3;  // archives in archives
constexpr size_t kMaxZipInMemory = size_t{256} << 20;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

// Nothing for a zip archive that cannot be held.
Result<std::optional<std::string>> ReadAll(ByteReader& bytes, size_t limit) {
  std::string text;
  while (true) {
    const size_t used = text.size();
    text.resize(used + (size_t{256} << 10));
    DCV_TRY(const size_t got, bytes.Read(text.data() + used, text.size() - used));
    text.resize(used + got);
    if (got == 0) return std::optional<std::string>(std::move(text));
    if (text.size() > limit) return std::optional<std::string>();
  }
}

// Counts what is read of a path.
class Metered : public ByteReader {
 public:
  Metered(std::unique_ptr<ByteReader> bytes, uint64_t& read, std::atomic<uint64_t>* shown)
      : bytes_(std::move(bytes)), read_(read), shown_(shown) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    DCV_TRY(const size_t got, bytes_->Read(buffer, size));
    read_ += got;
    if (shown_ != nullptr) shown_->fetch_add(got, std::memory_order_relaxed);
    return got;
  }
  uint64_t Consumed() const override { return bytes_->Consumed(); }

 private:
  std::unique_ptr<ByteReader> bytes_;
  uint64_t& read_;
  std::atomic<uint64_t>* shown_;
};

}  // namespace

Inputs::Inputs(Origin origin, const Options& options, const std::atomic<bool>* stop,
               Progress& progress)
    : origin_(std::move(origin)), options_(options), stop_(stop), progress_(progress) {}

bool Inputs::Next(Block& block, Step& step) {
  step = Step();
  if (cutter_ != nullptr) {
    step.input = input_;
    if (cutter_->Next(block, step.notes)) {
      step.format = format_;
      return true;
    }
    cutter_.reset();
    return true;
  }
  if (!std::exchange(begun_, true)) {
    Begin(step);
  } else if (!NextMember(step)) {
    return false;
  }
  if (cutter_ != nullptr && cutter_->Next(block, step.notes)) {
    step.format = format_;
  } else {
    cutter_.reset();
  }
  return true;
}

void Inputs::Skip(Step& step, const char* code, std::string message) {
  ++step.notes.tally.skipped_inputs;
  step.notes.Lost(code, step.input->name, "", std::move(message));
}

void Inputs::Begin(Step& step) {
  input_ = std::make_shared<Input>(Input{origin_.path});
  step.input = input_;
  if (origin_.bytes != nullptr) {
    return Open(
        std::make_unique<Metered>(std::move(origin_.bytes), expansion_.read, &progress_.file_bytes),
        step);
  }
  auto file = FileBytes::Open(origin_.path, stop_, &progress_.file_bytes);
  if (!file) return Skip(step, "S001", file.error().message);
  live_ = (*file)->regular() ? nullptr : file->get();
  if ((*file)->regular()) {
    char mark[4] = {};
    const auto got = (*file)->ReadAt(0, mark, sizeof mark);
    if (got && RecogniseLayer({mark, *got}) == Layer::kZip) {
      expansion_.read = (*file)->size();
      auto archive = stream::OpenZip(StoreOf(*std::move(file)));
      if (!archive) return Skip(step, "S003", archive.error().message);
      return Push(*std::move(archive));
    }
    progress_.file_bytes.fetch_sub(got ? *got : 0, std::memory_order_relaxed);
  }
  Open(std::make_unique<Metered>(*std::move(file), expansion_.read, nullptr), step);
}

void Inputs::Push(std::unique_ptr<Archive> archive) {
  levels_.push_back({std::move(archive), input_->name});
}

bool Inputs::NextMember(Step& step) {
  if (expansion_.Bomb(options_)) levels_.clear();
  while (!levels_.empty()) {
    Level& level = levels_.back();
    auto member = level.archive->Next();
    if (!member) {
      step.input = std::make_shared<Input>(Input{level.name});
      ++step.notes.tally.broken_inputs;
      step.notes.Lost("S003", level.name, "", member.error().message);
      levels_.pop_back();
      return true;
    }
    if (!member->has_value()) {
      levels_.pop_back();
      continue;
    }
    input_ = std::make_shared<Input>(Input{level.name + "!" + (*member)->name});
    step.input = input_;
    if (IsHidden((*member)->name)) continue;
    if (IsNoLog((*member)->name)) {
      ++step.notes.tally.left_out;
    } else if ((*member)->bytes == nullptr) {
      Skip(step, "S004", "the member " + (*member)->refused);
    } else {
      Open(std::move((*member)->bytes), step);
    }
    return true;
  }
  return false;
}

void Inputs::Open(std::unique_ptr<ByteReader> bytes, Step& step) {
  for (size_t layers = 0; layers <= kMaxLayers; ++layers) {
    auto peeked = std::make_unique<Peeked>(std::move(bytes), live_);
    const std::string_view head = peeked->Peek(kLayerBytes);
    switch (RecogniseLayer(head)) {
      case Layer::kGzip: bytes = InflateGzip(std::move(peeked), input_->name); continue;
      case Layer::kZstd: bytes = InflateZstd(std::move(peeked), input_->name); continue;
      case Layer::kUtf16Little:
      case Layer::kUtf16Big:
        step.notes.Odd("S009", input_->name, "", "the text is UTF-16");
        bytes = FromUtf16(std::move(peeked), RecogniseLayer(head) == Layer::kUtf16Big);
        continue;
      case Layer::kTar:
      case Layer::kZip:
        if (levels_.size() >= kMaxArchives) {
          return Skip(step, "S008", "archives within archives, over 3 deep");
        }
        if (RecogniseLayer(head) == Layer::kZip) return OpenZip(std::move(peeked), step);
        return Push(OpenTar(std::move(peeked)));
      case Layer::kNone: return OpenText(std::move(peeked), step);
    }
  }
  Skip(step, "S008", "compressed over 4 times");
}

// An archive within another, or from a pipe: its directory stands at the end.
void Inputs::OpenZip(std::unique_ptr<ByteReader> bytes, Step& step) {
  auto text = ReadAll(*bytes, kMaxZipInMemory);
  if (!text) return Skip(step, "S002", text.error().message);
  if (!text->has_value()) {
    return Skip(step, "S008", "a zip archive of over 256 MiB that is not a file of its own");
  }
  auto archive = stream::OpenZip(StoreOf(**std::move(text)));
  if (!archive) return Skip(step, "S003", archive.error().message);
  Push(*std::move(archive));
}

void Inputs::OpenText(std::unique_ptr<Peeked> bytes, Step& step) {
  std::string_view head = bytes->Peek(kLayerBytes);
  if (const Binary binary = RecogniseBinary(head); !binary.what.empty()) {
    return Skip(step, "S005", std::string(binary.what) + ": " + std::string(binary.remedy));
  }
  uint64_t offset = 0;
  if (head.starts_with(kUtf8Mark)) {
    offset = kUtf8Mark.size();
    bytes->Skip(offset);
  }
  head = bytes->Peek(kFormatBytes);
  ++step.notes.tally.inputs;
  if (head.empty() && !bytes->failed()) {
    return step.notes.Odd("S013", input_->name, "", "the input is empty");
  }
  format_ =
      std::make_shared<Format>(RecogniseFormat(head, bytes->ended(), input_->name, options_.form));
  if (format_->kind == Format::Kind::kRows) ++step.notes.tally.envelope_lines;
  cutter_ = std::make_unique<Cutter>(std::move(bytes), *format_, *input_, options_, offset,
                                     expansion_, live_);
}

}  // namespace dcv::stream
