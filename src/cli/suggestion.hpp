// "Did you mean ...?"
#pragma once

#include "model/suggestion.hpp"
