import { createServer, type AddressInfo, type Socket } from "node:net";

export interface TakenMail { from: string; to: string[]; data: string; user: string | null }
export interface SmtpOptions {
  /** Answers to a command or, for "DATA-END", to the message's end; others are answered as usual. */
  answers?: Partial<Record<"GREETING" | "MAIL" | "RCPT" | "DATA" | "DATA-END", string | null>>;
  /** Offers AUTH PLAIN. */
  auth?: boolean;
}

/** A real server that speaks as much SMTP (RFC 5321) as one message needs. An answer of null keeps silent. */
export async function smtpServer({ answers = {}, auth = false }: SmtpOptions = {}): Promise<{ port: number; taken: TakenMail[]; commands: string[]; close(): Promise<void> }> {
  const taken: TakenMail[] = [], commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let mail: TakenMail = { from: "", to: [], data: "", user: null }, buffer = "", inData = false;
    const say = (line: string | null | undefined, usual: string) => {
      if (line !== null) socket.write(`${line ?? usual}\r\n`);
    };
    say(answers.GREETING, "220 test");
    socket.on("data", (chunk) => {
      buffer += chunk.toString("utf8");
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (!inData) commands.push(line);
        if (inData) {
          if (line !== ".") mail.data += `${line.replace(/^\./, "")}\n`;
          else {
            inData = false;
            if (answers["DATA-END"] === undefined) taken.push(mail);
            say(answers["DATA-END"], "250 taken");
          }
        } else if (/^EHLO/i.test(line)) socket.write(auth ? "250-test\r\n250 AUTH PLAIN\r\n" : "250 test\r\n");
        else if (/^AUTH PLAIN /i.test(line)) {
          mail.user = Buffer.from(line.slice(11), "base64").toString("utf8").split("\0")[1] ?? null;
          say(undefined, "235 welcome");
        } else if (/^MAIL/i.test(line)) {
          mail = { from: line, to: [], data: "", user: mail.user };
          say(answers.MAIL, "250 ok");
        } else if (/^RCPT/i.test(line)) {
          mail.to.push(line);
          say(answers.RCPT, "250 ok");
        } else if (/^DATA/i.test(line)) {
          inData = answers.DATA === undefined;
          say(answers.DATA, "354 go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else say(undefined, "502 not known");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port, taken, commands,
    close: () => new Promise((resolve) => { for (const socket of sockets) socket.destroy(); server.close(() => resolve()); }),
  };
}
