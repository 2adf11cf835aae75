process.send(performance.timeOrigin + performance.now(), () => process.disconnect())
