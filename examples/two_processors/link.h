/* Messages over a pipe: a head that says how long the message is, then the rest. */
#include "net_message.h"

#include <stdio.h>

static uint8_t bytes[NET_MESSAGE_MOST_BYTES];

/* Whether the message was sent. */
static int send_message(net_message const* message, FILE* to) {
  const size_t size = net_message_bytes(message->floats);
  return net_message_pack(message, bytes, sizeof(bytes)) == 0 && fwrite(bytes, 1, size, to) == size &&
         fflush(to) == 0;
}

/* 1 for a message, 0 at the end, -1 for bytes that are none. */
static int receive_message(net_message* message, float* values, FILE* from) {
  const size_t head = fread(bytes, 1, NET_MESSAGE_HEAD_BYTES, from);
  size_t size;
  if (head == 0) return 0;
  size = head == NET_MESSAGE_HEAD_BYTES ? net_message_size(bytes) : 0;
  if (size == 0 || fread(bytes + head, 1, size - head, from) != size - head) return -1;
  return net_message_unpack(message, values, NET_MESSAGE_MOST_FLOATS, bytes, size) == 0 ? 1 : -1;
}
