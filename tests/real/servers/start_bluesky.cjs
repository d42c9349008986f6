// Starts Bluesky's own development network and a door through which a test waits for it:
// an answer there means that whatever was written has reached the AppView.
const { TestNetwork } = require('@atproto/dev-env')
const { createServer } = require('node:http')

const port = (name) => Number(process.env[name])

async function main() {
  const network = await TestNetwork.create({
    plc: { port: port('PLC_PORT') },
    pds: { port: port('PDS_PORT'), hostname: 'localhost' },
    bsky: { port: port('APPVIEW_PORT'), dbPostgresSchema: 'bsky' },
    ozone: { port: port('OZONE_PORT') },
  })
  const door = createServer(async (_request, answer) => {
    try {
      await network.processAll()
      answer.writeHead(200).end()
    } catch (error) {
      answer.writeHead(500).end(String(error))
    }
  })
  door.listen(port('DOOR_PORT'), '127.0.0.1')
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
