// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cidr.h"

namespace dcv::ir {

using dcv::Network;
using dcv::ParseNetwork;

}  // namespace dcv::ir
