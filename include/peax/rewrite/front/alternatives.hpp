#pragma once
//! @file
//! What several ways of a flow found, as one front with one choice.

#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/constraints.hpp>

namespace peax::rewrite {

//! Adds what one more way found. Its choice replaces the one there was when the preference ranks it better; refusals are not
//! taken over.
PEAX_INLINE void add_alternative(any_solutions& all, any_solutions const& found, result::preference prefer);

//! Where solutions came by several ways (`made_by`), says of the chosen one which way that was and what decided between the ways.
PEAX_INLINE void say_way(any_solutions& all, result::preference prefer);

//! From the cheapest to the costliest, without what another solution beats in MACs and score on the samples of the choice. The
//! chosen one stays, whatever beats it.
PEAX_INLINE void keep_front(any_solutions& found);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/front/alternatives.ipp>
#endif
