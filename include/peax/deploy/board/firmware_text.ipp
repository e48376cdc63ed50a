#pragma once
//! @file
//! The bodies of firmware_text.hpp.

#include <peax/deploy/board/firmware_text.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace peax::deploy::board {

namespace detail {

inline constexpr std::string_view header_text = R"(#ifndef PEAX_BOARD_H
#define PEAX_BOARD_H
#include <stdint.h>
/* The next bytes of input.bin; gives how many there were. */
uint32_t peax_board_read(void* to, uint32_t bytes);
/* To the end of output.bin. */
void peax_board_write(const void* from, uint32_t bytes);
void peax_board_print(const char* text);
/* Ticks of SysTick since the start; 0 on the host. */
uint64_t peax_board_ticks(void);
/* Paints what lies below the caller's frame; how much of that was written since. 0 on the host. */
void peax_board_paint_stack(void);
uint32_t peax_board_stack_used(void);
#endif
)";

//! The vector table, the start and the interrupts; semihosting is Arm's "Semihosting for AArch32 and AArch64".
inline constexpr std::string_view startup_text = R"(#include "peax_board.h"
extern uint32_t peax_data_load[], peax_data_begin[], peax_data_end[], peax_bss_begin[], peax_bss_end[];
extern uint32_t peax_stack_bottom[], peax_stack_top[];
int main(void);
void peax_board_reset(void);

static int semihosting(int operation, const void* argument) {
  register int r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
static void leave(int code) {
  uint32_t block[2];
  block[0] = 0x20026u; /* the application ended */
  block[1] = (uint32_t)code;
  for (;;) semihosting(0x20, block);
}
static int open_file(const char* name, uint32_t mode, uint32_t length) {
  uint32_t block[3];
  block[0] = (uint32_t)(uintptr_t)name;
  block[1] = mode; /* 1: binary, to read; 5: binary, to write */
  block[2] = length;
  return semihosting(0x01, block);
}
void peax_board_print(const char* text) { semihosting(0x04, text); }
static int transfer(int operation, int file, const void* at, uint32_t bytes) {
  uint32_t block[3];
  block[0] = (uint32_t)file;
  block[1] = (uint32_t)(uintptr_t)at;
  block[2] = bytes;
  return semihosting(operation, block); /* bytes that are left */
}
uint32_t peax_board_read(void* to, uint32_t bytes) {
  static int file = -1;
  if (file < 0) file = open_file("input.bin", 1, 9);
  return file < 0 ? 0 : bytes - (uint32_t)transfer(0x06, file, to, bytes);
}
void peax_board_write(const void* from, uint32_t bytes) {
  static int file = -1;
  if (file < 0) file = open_file("output.bin", 5, 10);
  if (file < 0 || transfer(0x05, file, from, bytes) != 0) {
    peax_board_print("output.bin cannot be written\n");
    leave(71);
  }
}

/* 24 bits that count down; the interrupt at 0 counts the rounds. */
static volatile uint32_t rounds;
static void count_round(void) { ++rounds; }
#define SYSTICK ((volatile uint32_t*)0xE000E010u)
static void start_clock(void) {
  SYSTICK[1] = 0xFFFFFFu;
  SYSTICK[2] = 0;
  SYSTICK[0] = 7u;
  while (SYSTICK[2] == 0) {}
}
uint64_t peax_board_ticks(void) {
  uint32_t before, now;
  do {
    before = rounds;
    now = SYSTICK[2];
  } while (before != rounds);
  return ((uint64_t)before << 24) + ((0u - now) & 0xFFFFFFu);
}

#define PAINT 0xA5C3E187u
static uint32_t* painted_to;
__attribute__((used)) static void painted(uint32_t* to) { painted_to = to; }
/* In registers alone, so that everything below the caller's frame is painted. */
__attribute__((naked)) void peax_board_paint_stack(void) {
  __asm__ volatile(
      "mov r0, sp\n"
      "ldr r1, =peax_stack_bottom\n"
      "ldr r2, =0xA5C3E187\n"
      "1: cmp r1, r0\n"
      "bhs 2f\n"
      "str r2, [r1]\n"
      "adds r1, #4\n"
      "b 1b\n"
      "2: b painted\n");
}
uint32_t peax_board_stack_used(void) {
  const volatile uint32_t* at = peax_stack_bottom;
  while (at < painted_to && *at == PAINT) ++at;
  return (uint32_t)((uintptr_t)painted_to - (uintptr_t)at);
}

static void fault(void) {
  peax_board_print("the processor reported a fault\n");
  leave(70);
}
__attribute__((used, noreturn)) static void begin(void) {
  uint32_t *from = peax_data_load, *to;
  for (to = peax_data_begin; to < peax_data_end;) *to++ = *from++;
  for (to = peax_bss_begin; to < peax_bss_end;) *to++ = 0;
  start_clock();
  leave(main());
  for (;;) {}
}
/* The FPU is switched on before a compiled function may save a register of it. */
__attribute__((naked)) void peax_board_reset(void) {
  __asm__ volatile(
#ifdef __ARM_FP
      "ldr r0, =0xE000ED88\n"
      "ldr r1, [r0]\n"
      "orr r1, r1, #0x00F00000\n"
      "str r1, [r0]\n"
      "dsb\n"
      "isb\n"
#endif
#ifdef __ARM_FEATURE_MVE
      "mov r0, #0x40000\n"
      "vmsr fpscr, r0\n"
#endif
      "b begin\n");
}
__attribute__((section(".vectors"), used)) static const uintptr_t vectors[16] = {
    (uintptr_t)peax_stack_top, (uintptr_t)peax_board_reset, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault,
    (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault, 0, 0, 0, (uintptr_t)fault, (uintptr_t)fault, 0, (uintptr_t)fault,
    (uintptr_t)count_round};
)";

inline constexpr std::string_view host_text = R"(#include "peax_board.h"
#include <stdio.h>
#include <stdlib.h>
uint32_t peax_board_read(void* to, uint32_t bytes) {
  static FILE* file;
  if (file == NULL) file = fopen("input.bin", "rb");
  return file == NULL ? 0 : (uint32_t)fread(to, 1, bytes, file);
}
void peax_board_write(const void* from, uint32_t bytes) {
  static FILE* file;
  if (file == NULL) file = fopen("output.bin", "wb");
  if (file == NULL || fwrite(from, 1, bytes, file) != bytes || fflush(file) != 0) {
    fputs("output.bin cannot be written\n", stderr);
    exit(71);
  }
}
void peax_board_print(const char* text) { fputs(text, stderr); }
uint64_t peax_board_ticks(void) { return 0; }
void peax_board_paint_stack(void) {}
uint32_t peax_board_stack_used(void) { return 0; }
)";

} // namespace detail

PEAX_INLINE std::string_view board_header() { return detail::header_text; }

PEAX_INLINE std::string_view board_startup() { return detail::startup_text; }

PEAX_INLINE std::string_view host_startup() { return detail::host_text; }

PEAX_INLINE std::string linker_script(known_board const& of, std::uint32_t stack_bytes) {
  return fmt::format(R"(ENTRY(peax_board_reset)
SECTIONS {{
  . = {0:#x};
  .vectors : {{ KEEP(*(.vectors)) }}
  .text : {{ *(.text .text.*) }}
  .rodata : {{ *(.rodata .rodata.*) . = ALIGN(8); }}
  .ARM.exidx : {{ *(.ARM.exidx*) . = ALIGN(8); }}
  peax_data_load = .;
  . = {2:#x};
  .data : AT(peax_data_load) {{ peax_data_begin = .; *(.data .data.*) . = ALIGN(8); peax_data_end = .; }}
  .bss (NOLOAD) : {{ peax_bss_begin = .; *(.bss .bss.* COMMON) . = ALIGN(8); peax_bss_end = .; }}
  .stack (NOLOAD) : {{ . = ALIGN(8); peax_stack_bottom = .; . += {4}; peax_stack_top = .; end = .; }}
  /DISCARD/ : {{ *(.init*) *(.fini*) }}
  ASSERT(peax_data_load + SIZEOF(.data) <= {0:#x} + {1:#x}, "flash overflow")
  ASSERT(peax_stack_top <= {2:#x} + {3:#x}, "ram overflow")
}}
)",
                     of.flash_begin, of.flash_bytes, of.ram_begin, of.ram_bytes, stack_bytes);
}

} // namespace peax::deploy::board
