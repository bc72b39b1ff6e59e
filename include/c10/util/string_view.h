// c10::string_view.
#pragma once

#include "c10/util/Optional.h"
