// What score/ has that is no template.

#include <peax/score/confusion.ipp>
#include <peax/score/interval.ipp>
#include <peax/score/proportion.ipp>
#include <peax/score/score.ipp>
#include <peax/score/score_of.ipp>
