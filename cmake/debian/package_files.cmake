# Run by cpack over the files of the package before it is made: what only a package has.
file(GLOB ROOT ${CPACK_TEMPORARY_DIRECTORY}/*/usr)
set(DOC ${ROOT}/share/doc/authwalk)

file(COPY ${CPACK_AUTHWALK_SOURCE_DIR}/cmake/debian/copyright DESTINATION ${DOC})
string(TIMESTAMP DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH, where that is set
file(WRITE ${DOC}/changelog
     "authwalk (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
     "  * Version ${CPACK_PACKAGE_VERSION}; CHANGELOG.md tells what is new in it.\n\n"
     " -- ${CPACK_PACKAGE_CONTACT}  ${DATE}\n")

# Not enabled: what they walk is an example. Their paths are those of the package.
file(GLOB UNITS ${CPACK_AUTHWALK_SOURCE_DIR}/docs/integration/systemd/authwalk*)
file(COPY ${UNITS} DESTINATION ${ROOT}/../lib/systemd/system)

file(GLOB COMPRESSED ${ROOT}/share/man/man*/* ${DOC}/changelog)
execute_process(COMMAND gzip -9n ${COMPRESSED} COMMAND_ERROR_IS_FATAL ANY)
