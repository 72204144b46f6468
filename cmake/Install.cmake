# cmake --install: the program, its pages and completions, and the library for find_package(authwalk).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Where monitoring looks for plugins; relative to the prefix.
set(AUTHWALK_PLUGIN_DIR lib/nagios/plugins CACHE STRING "Folder of the monitoring plugins")

function(install_link name to folder)
  set(made ${PROJECT_BINARY_DIR}/links/${folder})
  file(MAKE_DIRECTORY ${made})
  file(CREATE_LINK ${to} ${made}/${name} SYMBOLIC)
  install(FILES ${made}/${name} DESTINATION ${folder} COMPONENT program)
endfunction()

if(AUTHWALK_PROGRAM)
  install(TARGETS authwalk-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  # The plugin is the same program by another name: on the path, to be tried by hand, and where monitoring looks.
  install_link(check_authwalk authwalk ${CMAKE_INSTALL_BINDIR})
  file(RELATIVE_PATH PROGRAM_FROM_PLUGINS /${AUTHWALK_PLUGIN_DIR} /${CMAKE_INSTALL_BINDIR}/authwalk)
  install_link(check_authwalk ${PROGRAM_FROM_PLUGINS} ${AUTHWALK_PLUGIN_DIR})

  # The pages are made by the program that they describe, so that no page tells of flags that it does not have.
  set(AUTHWALK_MAN ${PROJECT_BINARY_DIR}/man)
  set(CONFIG_SCHEMA ${PROJECT_SOURCE_DIR}/docs/config.schema.json)
  add_custom_command(OUTPUT ${AUTHWALK_MAN}/done
                     COMMAND ${CMAKE_COMMAND} -E rm -rf ${AUTHWALK_MAN}
                     COMMAND ${CMAKE_COMMAND} -E make_directory ${AUTHWALK_MAN}
                     COMMAND authwalk-cli __man ${AUTHWALK_MAN} ${CONFIG_SCHEMA}
                     COMMAND ${CMAKE_COMMAND} -E touch ${AUTHWALK_MAN}/done
                     DEPENDS authwalk-cli ${CONFIG_SCHEMA} COMMENT "Writing the man pages" VERBATIM)
  add_custom_target(authwalk-man ALL DEPENDS ${AUTHWALK_MAN}/done)
  foreach(section 1 5)
    install(DIRECTORY ${AUTHWALK_MAN}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} COMPONENT program
            FILES_MATCHING PATTERN "*.${section}")
  endforeach()

  # Where bash-completion, zsh and fish look for what a package brings, by the name of the command.
  set(COMPLETIONS ${PROJECT_SOURCE_DIR}/docs/integration/completion)
  set(BASH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  set(FISH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
  install(FILES ${COMPLETIONS}/authwalk.bash DESTINATION ${BASH_COMPLETIONS} RENAME authwalk COMPONENT program)
  install_link(check_authwalk authwalk ${BASH_COMPLETIONS})
  install(FILES ${COMPLETIONS}/authwalk.fish DESTINATION ${FISH_COMPLETIONS} COMPONENT program)
  install_link(check_authwalk.fish authwalk.fish ${FISH_COMPLETIONS})
  install(FILES ${COMPLETIONS}/_authwalk DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
          COMPONENT program)

  install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
  # By name: what a run of ./rehearse has left there (a password file) is none of the package.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program
          USE_SOURCE_PERMISSIONS FILES_MATCHING PATTERN *.LOG PATTERN connectors.json PATTERN hosts.txt PATTERN *.yml
          PATTERN rehearse)
endif()

set(AUTHWALK_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/authwalk)
install(TARGETS authwalk EXPORT authwalkTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/authwalk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
install(EXPORT authwalkTargets NAMESPACE authwalk:: DESTINATION ${AUTHWALK_CMAKE_DIR} COMPONENT library)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/authwalkConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/authwalkConfig.cmake INSTALL_DESTINATION ${AUTHWALK_CMAKE_DIR})
# Before 1.0 every minor version may change the headers.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/authwalkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/authwalkConfig.cmake ${PROJECT_BINARY_DIR}/authwalkConfigVersion.cmake
        DESTINATION ${AUTHWALK_CMAKE_DIR} COMPONENT library)
