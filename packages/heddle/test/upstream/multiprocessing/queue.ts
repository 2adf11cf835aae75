import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const multiprocessingPipe = covered("multiprocessing/pipe.test.ts")
const children = ported("children.test.ts")
const objects = ported("objects.test.ts")
const multiprocessingQueue = covered("multiprocessing/queue.test.ts")
const file = "Lib/test/_test_multiprocessing.py"

/** What carries values from one to another: queues and pipes. */
export const queue: readonly Table[] = [
  {
    file,
    class: "_TestQueue",
    tests: 15,
    rows: [
      [
        "test_put",
        "a full queue refuses at once or after the timeout, and tells that it is full",
        multiprocessingQueue("a full queue takes nothing more: a put waits, or fails when its time is over"),
      ],
      [
        "test_get",
        "an empty queue refuses at once or after the timeout; items come in order",
        multiprocessingQueue("an empty queue gives nothing: a get waits, or fails when its time is over"),
      ],
      [
        "test_fork",
        "both sides put: everything arrives",
        multiprocessingQueue("what two workers put arrives, each one's in its order"),
      ],
      [
        "test_qsize",
        "the size follows puts and gets",
        multiprocessingQueue("a full queue takes nothing more: a put waits, or fails when its time is over"),
      ],
      [
        "test_task_done",
        "join waits until every item was told done",
        multiprocessingQueue("join waits until every item is done with"),
      ],
      [
        "test_no_import_lock_contention",
        "a queue can be used while a module is being imported",
        objects("a module may use a queue while it is loaded"),
      ],
      [
        "test_timeout",
        "a get with a timeout waits that long",
        multiprocessingQueue("an empty queue gives nothing: a get waits, or fails when its time is over"),
      ],
      [
        "test_queue_feeder_donot_stop_onexc",
        "an item that cannot be sent leaves the queue usable and its size right",
        multiprocessingQueue("an item that cannot be sent fails its put, and the next one arrives"),
      ],
      [
        "test_queue_feeder_on_queue_feeder_error",
        "the one that puts such an item learns of it",
        multiprocessingQueue(
          "an item that cannot be sent fails its put, and the next one arrives",
          "the put itself rejects: there is no feeder and no hook",
        ),
      ],
      [
        "test_closed_queue_empty_exceptions",
        "asking a closed queue whether it is empty",
        objects(
          "a queue can be closed twice, and says then that it is closed and empty",
          "whether a closed queue is empty may be asked",
        ),
      ],
      [
        "test_closed_queue_put_get_exceptions",
        "put and get are refused after close",
        multiprocessingQueue("after close nothing is put, what is there is given out, then get is an error"),
      ],
      [
        "test_shutdown_empty",
        "a shutdown of an empty queue refuses puts and gets, and join returns",
        multiprocessingQueue(
          "after close nothing is put, what is there is given out, then get is an error",
          "shutdown is called close",
        ),
      ],
      [
        "test_shutdown_nonempty",
        "a shutdown lets what is there be taken",
        multiprocessingQueue(
          "after close nothing is put, what is there is given out, then get is an error",
          "shutdown is called close",
        ),
      ],
      [
        "test_shutdown_immediate",
        "an immediate shutdown drops what is there",
        notApplicable("there is no immediate shutdown: close lets what is there be taken"),
      ],
      [
        "test_shutdown_immediate_with_unfinished",
        "join still waits for items that were taken before",
        children(
          "an immediate end of a queue is a close and a last look: join waits for what was taken",
          "there is no immediate shutdown: close lets what is there be taken",
        ),
      ],
    ],
  },
  {
    file,
    class: "TestSimpleQueue",
    tests: 4,
    rows: [
      [
        "test_empty_exceptions",
        "asking a closed queue whether it is empty is refused",
        objects(
          "a queue can be closed twice, and says then that it is closed and empty",
          "whether a closed queue is empty may be asked",
        ),
      ],
      ["test_empty", "emptiness is seen alike by both sides", objects("both sides see alike whether a queue is empty")],
      [
        "test_close",
        "closing twice is fine",
        objects("a queue can be closed twice, and says then that it is closed and empty"),
      ],
      [
        "test_closed",
        "both ends of the pipe under it are closed",
        objects(
          "a queue can be closed twice, and says then that it is closed and empty",
          "there is no pipe under it: the queue itself tells",
        ),
      ],
    ],
  },
  {
    file,
    class: "_TestConnection",
    tests: 8,
    rows: [
      [
        "test_connection",
        "values and bytes go both ways, sixteen megabytes too; poll tells what is there; the end is an error",
        multiprocessingPipe("bytes are received as bytes, and no more than allowed"),
      ],
      [
        "test_duplex_false",
        "a one-way pipe refuses the other way",
        multiprocessingPipe("a pipe in one direction is received from at the first end and sent to at the second"),
      ],
      [
        "test_spawn_close",
        "the parent may close its copy of the child's end at once",
        multiprocessingPipe(
          "a process talks with its parent, and its end is the end of the pipe",
          "an end is one thing wherever its handles are: closing it closes it for all",
        ),
      ],
      [
        "test_sendbytes",
        "a part of bytes is sent by offset and length",
        objects("a part of bytes is sent as a view of them, sixteen megabytes too"),
      ],
      [
        "test_fd_transfer",
        "a descriptor is handed to another process",
        notApplicable("Node cannot send descriptors; a MessagePort or a file's path takes their place"),
      ],
      ["test_large_fd_transfer", "so with a large number", notApplicable("Node cannot send descriptors")],
      [
        "test_missing_fd_transfer",
        "a message without its descriptor is an error",
        notApplicable("Node cannot send descriptors"),
      ],
      ["test_context", "leaving the block closes both ends", objects("leaving the block closes an end of a pipe")],
    ],
  },
  {
    file,
    class: "_TestPoll",
    tests: 4,
    rows: [
      [
        "test_empty_string",
        "an empty message is a message",
        objects("a message may be empty, and messages stay apart, polled or not"),
      ],
      [
        "test_strings",
        "each message is polled and received by itself",
        objects("a message may be empty, and messages stay apart, polled or not"),
      ],
      [
        "test_boundaries",
        "a poll takes no part of a message",
        objects("one that only polls takes no part of a message"),
      ],
      [
        "test_dont_merge",
        "messages are not merged",
        objects("a message may be empty, and messages stay apart, polled or not"),
      ],
    ],
  },
  {
    file,
    class: "TestWait",
    tests: 7,
    rows: [
      [
        "test_wait",
        "several connections are read as they become ready, each to its end",
        children(
          "several pipes and sockets are read as they become ready, each to its end",
          "promises are waited for: there is no wait of connections",
        ),
      ],
      [
        "test_wait_socket",
        "so with sockets",
        children(
          "several pipes and sockets are read as they become ready, each to its end",
          "sockets are events in Node",
        ),
      ],
      [
        "test_wait_slow",
        "so with slow writers",
        children(
          "several pipes and sockets are read as they become ready, each to its end",
          "promises are waited for: there is no wait of connections",
        ),
      ],
      [
        "test_wait_socket_slow",
        "so with slow sockets",
        children(
          "several pipes and sockets are read as they become ready, each to its end",
          "sockets are events in Node",
        ),
      ],
      [
        "test_wait_timeout",
        "a wait whose time is up gives nothing",
        multiprocessingPipe("poll says whether there is something to receive, and waits for it if asked to"),
      ],
      [
        "test_wait_integer",
        "a process's end is waited for among connections",
        children("the end of a process is waited for among pipes, whatever comes first"),
      ],
      [
        "test_neg_timeout",
        "a negative timeout is none",
        children(
          "the end of a process is waited for among pipes, whatever comes first",
          "a negative timeout is refused",
        ),
      ],
    ],
  },
]
