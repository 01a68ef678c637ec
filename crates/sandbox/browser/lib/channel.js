// @ts-check
/**
 * The frame's end of the channel. The page that framed us sends one `init` with a port; everything else goes over it.
 *
 * @typedef {{type: string, id?: number, [key: string]: any}} Message
 */

/**
 * @param {(init: Message, tell: (message: Message) => void) => Record<string, (message: Message) => unknown>} begin
 *   called once; returns what may be asked of this document, by message type
 */
export function accept(begin) {
  const framer = decodeURIComponent(location.hash.slice(1));
  addEventListener('message', function listen(event) {
    const [port] = event.ports;
    // Any merchant's page may frame us; what counts is that it is our parent, on the origin that it named at first.
    if (event.source !== parent || parent === window || event.origin !== framer) return;
    if (event.data?.type !== 'init' || !port) return;
    removeEventListener('message', listen);
    const handlers = begin(event.data, (message) => port.postMessage(message));
    port.onmessage = async ({ data }) => {
      if (!Object.hasOwn(handlers, data?.type)) return;
      const result = await handlers[data.type](data);
      if (data.id !== undefined) port.postMessage({ type: 'reply', id: data.id, result });
    };
  });
}
