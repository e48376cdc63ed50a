#pragma once
//! @file
//! What reports show, by name: who describes itself declares no more; document/page.hpp has the types.

namespace peax::document {

class page;
class section;
class table;
struct network_drawing;

} // namespace peax::document
