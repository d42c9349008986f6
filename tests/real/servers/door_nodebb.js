// Loaded before NodeBB: lets a test call NodeBB's own functions in the running server.
//
// A POST on DOOR_PORT holds [module, path of the function, arguments]; a callback is added. It
// answers what the function gave, or 500 and the error.
'use strict';

const http = require('http');
const path = require('path');

function call([module, names, args]) {
  return new Promise((resolve, reject) => {
    const steps = names.split('.');
    const last = steps.pop();
    const owner = steps.reduce((found, name) => found[name], require(path.join(process.cwd(), 'src', module)));
    owner[last](...args, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

function answer(request, response) {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    call(JSON.parse(Buffer.concat(pieces).toString()))
      .then((result) => response.end(JSON.stringify(result === undefined ? null : result)))
      .catch((error) => {
        response.statusCode = 500;
        response.end(String(error.stack || error));
      });
  });
}

if (process.env.DOOR_PORT) {
  http.createServer(answer).listen(Number(process.env.DOOR_PORT), '127.0.0.1');
}
