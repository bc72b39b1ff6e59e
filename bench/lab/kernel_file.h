// For programs that include a kernel file (*_cpu.cpp), to call by name the forms among which it chooses. To be included
// before it: its table takes the name of an instruction set of another architecture, where the library has none, and the
// forms are compiled for this machine.
#pragma once

#if defined(__aarch64__)
#define RUSHLIGHT_ISA sse2
#else
#define RUSHLIGHT_ISA neon
#endif
