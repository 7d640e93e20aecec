# SPDX-License-Identifier: Apache-2.0
# dcv_module(NAME SOURCES ... [TESTS ...] [DEPS module...] [LIBRARIES target...])
# A folder of src/ as a static library dcv_NAME and its tests as one program NAME_tests. DEPS is the
# module order that tools/check holds every #include to.
function(dcv_module name)
  cmake_parse_arguments(M "" "" "SOURCES;TESTS;DEPS;LIBRARIES" ${ARGN})
  add_library(dcv_${name} STATIC ${M_SOURCES})
  target_include_directories(dcv_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(dcv_${name} PUBLIC dcv_options ${M_LIBRARIES})
  foreach(dep ${M_DEPS})
    target_link_libraries(dcv_${name} PUBLIC dcv_${dep})
  endforeach()
  if(M_TESTS AND DCV_TESTS)
    add_executable(${name}_tests ${M_TESTS})
    target_link_libraries(${name}_tests PRIVATE dcv_${name} GTest::gtest_main)
    target_compile_definitions(${name}_tests PRIVATE DCV_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_compile_options(${name}_tests PRIVATE -O1)  # compiles in three quarters of the time
    add_test(NAME ${name} COMMAND ${name}_tests)
  endif()
endfunction()
