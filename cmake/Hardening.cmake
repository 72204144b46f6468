# The program reads what strangers send it: what the compiler and the loader can do against its own mistakes.
# lintian looks for the same: fortified functions, relro, bindnow. Position independence is the compiler's default.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-fstack-clash-protection AUTHWALK_HAS_STACK_CLASH_PROTECTION)
check_cxx_compiler_flag(-fcf-protection AUTHWALK_HAS_CF_PROTECTION)  # x86 alone
set(HARDENED $<CONFIG:Release,RelWithDebInfo>)
# A compiler that does not know level 3 takes it as 2.
target_compile_options(authwalk_build INTERFACE
                       $<${HARDENED}:-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS>
                       $<$<AND:${HARDENED},$<BOOL:${AUTHWALK_HAS_STACK_CLASH_PROTECTION}>>:-fstack-clash-protection>
                       $<$<AND:${HARDENED},$<BOOL:${AUTHWALK_HAS_CF_PROTECTION}>>:-fcf-protection>)
target_link_options(authwalk_build INTERFACE $<${HARDENED}:-Wl,-z,relro -Wl,-z,now>)
