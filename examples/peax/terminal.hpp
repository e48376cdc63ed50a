#pragma once
//! @file
//! Standard error and what the system may do to a process: a stream that is full or closed, signals, names from files that would
//! steer a terminal.

#include <string>
#include <string_view>

namespace command {

//! To be called first. Streams that are closed are opened to nowhere, so that no file takes their numbers; writing into a pipe that
//! nobody reads, and beyond the size limit of files, is an error of the write and not the end of the process; OpenBLAS starts no
//! threads of its own. SIGINT, SIGTERM and SIGHUP take away what is unfinished before they end the process.
void prepare_process(char** argv);

//! Takes away what is unfinished and ends the process as this signal does.
[[noreturn]] void end_by_signal(int which);

//! Text as a terminal may have it: control characters, marks that turn the direction of writing, and bytes that are no UTF-8 are shown
//! as their codes (\x1b, \u202e). Line ends and tabs stay.
[[nodiscard]] std::string printable(std::string_view text);

//! The same with line ends as \n: a name or a message that must stay on its line.
[[nodiscard]] std::string printable_line(std::string_view text);

//! JSON text with what printable shows as codes written as JSON's \uXXXX.
[[nodiscard]] std::string printable_json(std::string_view text);

//! Writes on standard error, made printable; failures are nobody's concern.
void say(std::string_view text);
//! A line of a terminal that the next one takes the place of, such as a bar; whatever else is said or printed takes it away first.
void show_bar(std::string_view line);
//! Takes it away, if there is one.
void clear_bar();

} // namespace command
