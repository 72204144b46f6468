// What a refusal means at the step where it was given. The same code means different things at different
// steps.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/reply.hpp>
#include <authwalk/step.hpp>

namespace authwalk {

/// The class of a reply that is not the one that the step needs: 4yz and 5yz by the table of refusals,
/// anything else a protocol violation.
Class class_of_refusal(Step step, const Reply& reply);

}  // namespace authwalk
