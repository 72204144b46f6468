# cpack -G DEB, in the folder of a release build: authwalk_<version>_<architecture>.deb with the program.
# The library is for builds on this machine: cmake --install brings it.
find_program(DPKG_DEB dpkg-deb)
if(NOT AUTHWALK_PROGRAM OR NOT DPKG_DEB)
  return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME authwalk)
set(CPACK_PACKAGE_VENDOR "The authwalk authors")
set(CPACK_PACKAGE_CONTACT "The authwalk authors <authwalk@contoso.example>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

# One package with the one component.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded when they are there, and named when they are missing.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, libsasl2-modules, libgssapi-krb5-2, gss-ntlmssp")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "icinga2 | nagios4, prometheus-node-exporter, bash-completion")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "names the step at which an Exchange Send connector breaks")
set(CPACK_PACKAGE_DESCRIPTION
    "An Exchange Send connector that routes through a smart host fails with one
line in the event log. authwalk behaves as the Send connector would, walks the
authentication modes None, BasicAuth, BasicAuthRequireTLS, ExchangeServer and
ExternalAuthoritative against a smart host, and reports for each the step that
failed, the server's response word for word, the likely cause and the command
that mends it.

It is also a monitoring plugin, a probe for many smart hosts at once, a reader
of Exchange's protocol logs, and a rehearsal smart host with named faults.")

# Its changelog, its copyright, compressed pages.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/package_files.cmake)
set(CPACK_AUTHWALK_SOURCE_DIR ${PROJECT_SOURCE_DIR})
include(CPack)
