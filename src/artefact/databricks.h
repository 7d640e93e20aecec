// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dcv::artefact {

// Around the alerts of a bundle.
extern const char kBundleBegin[];
extern const char kBundleEnd[];

}  // namespace dcv::artefact
