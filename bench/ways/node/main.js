// The measured call with ari-client, as its own examples would write it.
const ari = require("ari-client");

const [url, user, app] = process.argv.slice(2);

ari.connect(url, user, process.env.ARI_PASSWORD, (err, client) => {
  if (err) throw err;
  const quiet = () => {}; // a caller who hangs up is no error
  client.on("StasisStart", async (event, channel) => {
    let pressed = false;
    const first = client.Playback();
    channel.on("ChannelDtmfReceived", async () => {
      if (pressed) return;
      pressed = true;
      await first.stop().catch(quiet);
      const second = client.Playback();
      second.once("PlaybackFinished", () => channel.hangup().catch(quiet));
      await channel.play({ media: "sound:beep" }, second).catch(quiet);
    });
    await channel.answer().catch(quiet);
    await channel.play({ media: "sound:beep" }, first).catch(quiet);
  });
  client.start(app);
});
