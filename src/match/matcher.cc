// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>
#include <string>
#include <unordered_map>

#include "match/engine.h"
#include "match/repair.h"
#include "match/shared.h"
#include "match/unwrap.h"

namespace dcv::match {
namespace {

constexpr int kMaxEnvelopes = 3;  // as logsource::Unwrap

// What documents begin with tells what they are, most of the time.
class Guess {
 public:
  uint32_t& For(const char* begin) {
    std::array<uint64_t, 3> words;
    std::memcpy(words.data(), begin, sizeof words);  // padded
    return sources_[(Mix(words[0] ^ Mix(words[1] ^ Mix(words[2]))) >> 40) % sources_.size()];
  }

 private:
  std::array<uint32_t, 256> sources_ = [] {
    std::array<uint32_t, 256> none;
    none.fill(kNone);
    return none;
  }();
};

// Whether sifting pays for the events of a plan: not where most pass, which then are walked twice.
class Sieve {
 public:
  bool worth() {
    if (spared_ == 0) return true;
    --spared_;
    return false;
  }
  void Passed(bool passed) {
    passed_ += passed ? 1 : 0;
    if (++events_ < kWindow) return;
    if (passed_ * 2 > events_) spared_ = kSpared;
    events_ = passed_ = 0;
  }

 private:
  static constexpr uint32_t kWindow = 128, kSpared = 4096;
  uint32_t events_ = 0, passed_ = 0, spared_ = 0;
};

}  // namespace

class Matcher::Impl {
 public:
  explicit Impl(const Shared& shared)
      : shared_(shared),
        envelopes_(shared.registry.envelopes()),
        walker_(capture_),
        evaluation_(shared.program, shared.operands, capture_, walker_) {
    tally_.by_source.resize(shared.registry.sources().size());
    tally_.by_rule.resize(shared.program.rules.size());
    plans_.resize(tally_.by_source.size() + 1);
  }

  void Match(const Documents& documents, const Visit& visit, const Broken& broken);
  const Tally& tally() const { return tally_; }

 private:
  // An envelope on the way to the event that is looked for, as in logsource::Unwrap.
  struct Envelope {
    Envelope* outer;
    const Indexed* text;
    uint32_t s;
    const logsource::Path& path;
    size_t passed = 0;
    bool opened = false;
  };

  void Json(const Indexed& text, uint32_t s);
  bool Fills(const Indexed& text, uint32_t after) const;
  void Strict(std::string_view slice);
  void Tolerant(std::string_view slice, const Broken& broken);
  void Line(std::string_view slice);
  void Document(const Indexed& text, uint32_t s);
  void Elements(const Indexed& text, uint32_t s);
  bool Events(const Indexed& text, uint32_t s, int depth, Envelope* outer);
  uint32_t WalkAs(const Stage& stage, const Indexed& text, uint32_t s);
  const Plan& PlanOf(uint32_t source);
  const Stage& FirstStage(const Plan& plan);
  void Open(Envelope* envelope);
  void Unknown(const Indexed& text, uint32_t s);
  void Judge(const Plan& plan, const Stage& stage, const Indexed& text, uint32_t s,
             uint32_t source);
  void Emit(const std::vector<uint32_t>& rules, const Indexed* text, uint32_t s, uint32_t source,
            std::string_view slice);

  const Shared& shared_;
  const Envelopes envelopes_;
  json::Structure whole_, single_;
  json::Parser parser_;
  InnerTexts inner_;
  Capture capture_;
  Walker walker_;
  Evaluation evaluation_;
  Recogniser::Memory memory_;
  std::vector<const Plan*> plans_;  // by source; the last: of events that nobody recognises
  std::vector<Sieve> sieves_;       // by plan
  Guess guess_;
  Tally tally_;
  std::string padded_;

  // Of the document being read.
  const Visit* visit_ = nullptr;
  std::string_view all_, slice_;
  Event event_;
  const Indexed* root_ = nullptr;  // set until the first walk of a document that is an object
  uint32_t after_ = 0;             // that document's end
  int depth_ = 0;                  // of arrays at the top
  bool bad_ = false;
};

void Matcher::Impl::Match(const Documents& documents, const Visit& visit, const Broken& broken) {
  visit_ = &visit;
  all_ = documents.text;
  bool json = true;
  for (const dcv::Document& document : documents.documents) json = json && document.json;
  const bool indexed = json && whole_.Index(documents.text);
  const Indexed text{documents.text.data(), whole_.positions(), indexed ? whole_.size() : 0};
  uint32_t s = 0;
  for (uint32_t i = 0; i < documents.documents.size(); ++i) {
    const dcv::Document& document = documents.documents[i];
    slice_ = documents.text.substr(document.begin, document.size);
    event_ = {};
    event_.document = i;
    event_.json = document.json;
    bad_ = false;
    depth_ = 0;
    ++tally_.documents;
    if (!document.json) {
      Line(slice_);
      continue;
    }
    if (indexed) {
      while (s < text.count && text.at[s] < document.begin) ++s;
      after_ = 0;
      Json(text, s);
      s = std::max(s, after_);
    } else {
      Strict(slice_);
    }
    if (bad_) Tolerant(slice_, broken);
  }
}

// Whether what ends before structural `after` is all that the document has.
bool Matcher::Impl::Fills(const Indexed& text, uint32_t after) const {
  const auto end =
      static_cast<uint32_t>(slice_.data() - text.bytes + static_cast<ptrdiff_t>(slice_.size()));
  return after != kNone && text.at[after - 1] < end &&
         (after >= text.count || text.at[after] >= end);
}

// One document of an indexed text. Nothing is reported before its end is known to be its own: of an
// object the first walk tells.
void Matcher::Impl::Json(const Indexed& text, uint32_t s) {
  root_ = s < text.count && text.Byte(s) == '{' ? &text : nullptr;
  if (s >= text.count || (root_ == nullptr && !Fills(text, Skip(text, s)))) {
    bad_ = true;
    return;
  }
  Document(text, s);
}

void Matcher::Impl::Strict(std::string_view slice) {
  if (!single_.Index(slice)) {
    bad_ = true;
    return;
  }
  Json({slice.data(), single_.positions(), single_.size()}, 0);
}

// Documents that the fast way refused. One that had events already is only counted.
void Matcher::Impl::Tolerant(std::string_view slice, const Broken& broken) {
  std::string repaired = Repair(slice);
  const size_t size = repaired.size();
  repaired.append(json::Parser::kPadding, ' ');
  const std::string_view view(repaired.data(), size);
  if (event_.ordinal > 0 || !parser_.Parse(view)) {
    ++tally_.broken;
    broken(event_.document);
    return;
  }
  ++tally_.repaired;
  event_.repaired = true;
  bad_ = false;
  all_ = slice_ = view;
  Strict(view);
  if (bad_) {
    ++tally_.broken;
    broken(event_.document);
  }
}

void Matcher::Impl::Line(std::string_view slice) {
  const Plan& plan = shared_.PlanOfLines();
  const uint32_t slot = plan.full.LeafSlot();
  capture_.Begin(slot + 1, 0);
  capture_.Add(slot, Type::kString, slice.data(), slice.size());
  capture_.value(0).text = slice;
  capture_.value(0).has_text = true;
  Emit(evaluation_.Judge(plan, {}), nullptr, 0, kNone, slice);
}

void Matcher::Impl::Document(const Indexed& text, uint32_t s) {
  if (text.Byte(s) == '[') {
    Elements(text, s);
    return;
  }
  const size_t mark = inner_.Mark();
  if (!Events(text, s, 0, nullptr) && !bad_) Unknown(text, s);
  inner_.Release(mark);
}

// Arrays at the top distribute; their brackets are known to balance. Calls itself as deep as arrays
// nest.
void Matcher::Impl::Elements(const Indexed& text, uint32_t s) {
  if (++depth_ > static_cast<int>(json::Parser::kMaxDepth)) bad_ = true;
  if (text.Byte(++s) != ']') {
    for (char next = ','; next == ',' && !bad_; next = text.Byte(s++)) {
      Document(text, s);
      s = Skip(text, s);
      bad_ = bad_ || (text.Byte(s) != ',' && text.Byte(s) != ']');
    }
  }
  --depth_;
}

// The source of the value, captured as the stage wants; kNone when none recognises it or it is no
// JSON.
uint32_t Matcher::Impl::WalkAs(const Stage& stage, const Indexed& text, uint32_t s) {
  const auto watched = static_cast<uint32_t>(shared_.recogniser.places().size());
  capture_.Begin(stage.LeafSlot() + 1, watched);
  const uint32_t after = walker_.Walk(text, s, stage.trie);
  if (after == kNone || (root_ != nullptr && !Fills(text, after))) {
    bad_ = true;
    return kNone;
  }
  if (root_ != nullptr) after_ = after;
  root_ = nullptr;
  return shared_.recogniser.Recognise(capture_, memory_);
}

bool Matcher::Impl::Events(const Indexed& text, uint32_t s, int depth, Envelope* outer) {
  if (text.Byte(s) != '{') return false;
  uint32_t& guess = guess_.For(text.bytes + text.at[s]);
  const Plan* plan = &PlanOf(guess);
  const Stage* stage = &FirstStage(*plan);
  const uint32_t source = WalkAs(*stage, text, s);
  if (bad_) return false;
  if (source != kNone) {
    guess = source;
    const bool nothing_passed = outer == nullptr || outer->opened;
    Open(outer);
    if (plan != &PlanOf(source) || !nothing_passed) {
      plan = &PlanOf(source);
      stage = &FirstStage(*plan);
      WalkAs(*stage, text, s);
    }
    Judge(*plan, *stage, text, s, source);
    return true;
  }
  if (depth == kMaxEnvelopes) return false;
  std::vector<const logsource::Path*> possible;
  if (!envelopes_.Possible(text, s, possible)) bad_ = true;
  for (const logsource::Path* path : possible) {
    Envelope envelope{outer, &text, s, *path};
    VisitBranches(text, s, *path, inner_, [&](const Indexed& inner, uint32_t at) {
      const bool empty = inner.Byte(at) == '[';
      if (bad_ || empty || Events(inner, at, depth + 1, &envelope)) return !bad_;
      if (envelope.opened) Unknown(inner, at);
      ++envelope.passed;
      return !bad_;
    });
    if (envelope.opened || bad_) return !bad_;
  }
  return false;
}

// At its first event: what an envelope passed before it, outer envelopes first.
void Matcher::Impl::Open(Envelope* envelope) {
  if (envelope == nullptr || envelope->opened) return;
  Open(envelope->outer);
  envelope->opened = true;
  size_t left = envelope->passed;
  if (left == 0) return;
  VisitBranches(*envelope->text, envelope->s, envelope->path, inner_,
                [&](const Indexed& inner, uint32_t at) {
                  if (inner.Byte(at) == '[') return true;
                  Unknown(inner, at);
                  return --left > 0;
                });
}

void Matcher::Impl::Unknown(const Indexed& text, uint32_t s) {
  const Plan& plan = PlanOf(kNone);
  const Stage& stage = FirstStage(plan);
  WalkAs(stage, text, s);
  if (!bad_) Judge(plan, stage, text, s, kNone);
}

const Plan& Matcher::Impl::PlanOf(uint32_t source) {
  const Plan*& plan = source == kNone ? plans_.back() : plans_[source];
  if (plan == nullptr) plan = &shared_.PlanOf(source);
  return *plan;
}

const Stage& Matcher::Impl::FirstStage(const Plan& plan) {
  if (sieves_.size() <= plan.number) sieves_.resize(plan.number + 1);
  return plan.sifts && sieves_[plan.number].worth() ? plan.sift : plan.full;
}

// `stage`: what the event was walked for.
void Matcher::Impl::Judge(const Plan& plan, const Stage& stage, const Indexed& text, uint32_t s,
                          uint32_t source) {
  static const std::vector<uint32_t> kNobody;
  bool passed = true;
  if (&stage == &plan.sift) {
    passed = evaluation_.Sift(plan, {&text, s});
    sieves_[plan.number].Passed(passed);
    if (passed) WalkAs(plan.full, text, s);
  }
  Emit(passed ? evaluation_.Judge(plan, {&text, s}) : kNobody, &text, s, source, {});
}

void Matcher::Impl::Emit(const std::vector<uint32_t>& rules, const Indexed* text, uint32_t s,
                         uint32_t source, std::string_view slice) {
  ++tally_.events;
  if (source == kNone) {
    ++tally_.unrecognised;
  } else {
    ++tally_.by_source[source];
  }
  if (!rules.empty() || shared_.every_event()) {
    tally_.matches += rules.size();
    for (uint32_t rule : rules) ++tally_.by_rule[rule];
    event_.source = source == kNone ? nullptr : &shared_.registry.sources()[source];
    event_.text = slice;
    if (text != nullptr) {
      const uint32_t after = Skip(*text, s);
      const char* const begin = text->bytes + text->at[s];
      const char* end = text->bytes + text->at[after - 1] + 1;
      if (Scalar scalar; after == s + 1 && ReadScalar(*text, s, scalar)) {
        end = scalar.raw + scalar.size + (scalar.type == Type::kString ? 1 : 0);
      }
      event_.text = {begin, static_cast<size_t>(end - begin)};
    }
    const bool inside = !event_.repaired && event_.text.data() >= all_.data() &&
                        event_.text.data() < all_.data() + all_.size();
    const char* const place = inside ? event_.text.data() : slice_.data();
    event_.offset = event_.repaired ? 0 : static_cast<uint32_t>(place - all_.data());
    (*visit_)(event_, rules);
  }
  ++event_.ordinal;
}

Matcher::Matcher(const Engine& engine) : impl_(std::make_unique<Impl>(*engine.shared_)) {}
Matcher::~Matcher() = default;
void Matcher::Match(const Documents& documents, const Visit& visit, const Broken& broken) {
  impl_->Match(documents, visit, broken);
}
const Tally& Matcher::tally() const {
  return impl_->tally();
}

}  // namespace dcv::match
