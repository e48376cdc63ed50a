#pragma once
//! @file
//! How the few heavy functions of the engine are declared: inline in pure header use, ordinary ones where `PEAX_ENGINE_COMPILED`
//! says that they are linked (`compiled/steps.cpp`).

#ifdef PEAX_ENGINE_COMPILED
#define PEAX_ENGINE_ENTRY
#else
#define PEAX_ENGINE_ENTRY inline
#endif
