// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value or an Error. The surface is a subset of std::expected, so that a later
// toolchain can make this an alias. An Error stops an operation; what is wrong inside user input
// is a Diagnostic (base/diagnostic.h), never an Error.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace dcv {

// The code decides the exit status (cli/main.cc): input and not-found 2, internal 70.
enum class ErrorCode { kInvalidInput, kNotFound, kUnsupported, kInternal };

// `message`: what failed, on what; lower case, no full stop. `hint`: what to do about it, or empty.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string hint = {};
};

inline Error InvalidInput(std::string message, std::string hint = {}) {
  return {ErrorCode::kInvalidInput, std::move(message), std::move(hint)};
}
inline Error NotFound(std::string message, std::string hint = {}) {
  return {ErrorCode::kNotFound, std::move(message), std::move(hint)};
}

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  // Reading the side that is not there is a bug of ours: std::get aborts through terminate.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<std::monostate>;
inline Status Ok() {
  return std::monostate{};
}

}  // namespace dcv

#define DCV_CONCAT_INNER(a, b) a##b
#define DCV_CONCAT(a, b) DCV_CONCAT_INNER(a, b)
#define DCV_TRY_IMPL(temporary, declaration, expression) \
  auto temporary = (expression);                         \
  if (!temporary) return temporary.error();              \
  declaration = *std::move(temporary)

// DCV_TRY(auto rows, Parse(text)); declares or assigns, or returns the Error from the function.
#define DCV_TRY(declaration, expression) \
  DCV_TRY_IMPL(DCV_CONCAT(dcv_try_, __COUNTER__), declaration, expression)

// A broken promise of our own code, not of the input: say where and stop.
#define DCV_CHECK(condition)                                                           \
  do {                                                                                 \
    if (!(condition)) {                                                                \
      std::fprintf(stderr, "dcv: bug: %s at %s:%d\n", #condition, __FILE__, __LINE__); \
      std::abort();                                                                    \
    }                                                                                  \
  } while (false)
