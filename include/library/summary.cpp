// What summary/ has that is compiled once.

#include <peax/summary/analysis_pages.ipp>
#include <peax/summary/area_svg.ipp>
#include <peax/summary/bars_svg.ipp>
#include <peax/summary/escape.ipp>
#include <peax/summary/explorer_html.ipp>
#include <peax/summary/frame.ipp>
#include <peax/summary/front_section.ipp>
#include <peax/summary/html.ipp>
#include <peax/summary/lanes_svg.ipp>
#include <peax/summary/memory_timeline.ipp>
#include <peax/summary/network_layout.ipp>
#include <peax/summary/network_list.ipp>
#include <peax/summary/network_page.ipp>
#include <peax/summary/network_svg.ipp>
#include <peax/summary/of_analysis.ipp>
#include <peax/summary/samples_svg.ipp>
#include <peax/summary/scatter_svg.ipp>
#include <peax/summary/site.ipp>
#include <peax/summary/solution_changes.ipp>
#include <peax/summary/solution_drawing.ipp>
#include <peax/summary/solution_section.ipp>
#include <peax/summary/solution_timeline.ipp>
#include <peax/summary/stream_section.ipp>
#include <peax/summary/thresholds_section.ipp>
#include <peax/summary/ticks.ipp>
#include <peax/summary/to_site.ipp>
