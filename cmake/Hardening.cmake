# The program reads what strangers send it: what the compiler and the loader can do against its own mistakes.
# lintian looks for the same: fortified functions, relro, bindnow. Position independence is the compiler's default.
set(HARDENED $<CONFIG:Release,RelWithDebInfo>)
target_compile_options(authwalk_build INTERFACE $<${HARDENED}:-fstack-protector-strong -U_FORTIFY_SOURCE
                                                -D_FORTIFY_SOURCE=2>)
target_link_options(authwalk_build INTERFACE $<${HARDENED}:-Wl,-z,relro -Wl,-z,now>)
