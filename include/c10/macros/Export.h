// What marks exported names. A program's own need no mark here.
#pragma once

#define C10_EXPORT __attribute__((__visibility__("default")))
#define C10_HIDDEN __attribute__((__visibility__("hidden")))
#define C10_IMPORT C10_EXPORT
#define C10_API    C10_EXPORT
#define TORCH_API  C10_EXPORT
