#include <authwalk/transcript.hpp>

namespace authwalk {

AuthFacts::AuthFacts() = default;
AuthFacts::~AuthFacts() = default;
AuthFacts::AuthFacts(const AuthFacts&) = default;
AuthFacts::AuthFacts(AuthFacts&&) noexcept = default;
AuthFacts& AuthFacts::operator=(const AuthFacts&) = default;
AuthFacts& AuthFacts::operator=(AuthFacts&&) noexcept = default;

Transcript::Transcript() = default;
Transcript::~Transcript() = default;
Transcript::Transcript(const Transcript&) = default;
Transcript::Transcript(Transcript&&) noexcept = default;
Transcript& Transcript::operator=(const Transcript&) = default;
Transcript& Transcript::operator=(Transcript&&) noexcept = default;

}  // namespace authwalk
