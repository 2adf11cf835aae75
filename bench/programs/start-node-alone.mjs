console.log(Math.sqrt(16))
