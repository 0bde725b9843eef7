-- Fills {at} with an instant of the ledger's two years, {time} with a time of day and {revision} with a number, each
-- time others.
local first, seconds = 1577836800, 731 * 86400
local path, next_revision

function init(arguments)
  path = arguments[1]
  next_revision = tonumber(arguments[2])
  math.randomseed(next_revision)
end

function request()
  local at = os.date("!%Y-%m-%dT%H:%M:%S", first + math.random(0, seconds - 1))
  next_revision = next_revision - 1
  at = at .. string.format(".%06dZ", math.random(0, 999999))
  local filled = path:gsub("{at}", at):gsub("{time}", at:sub(12))
  return wrk.format("GET", (filled:gsub("{revision}", next_revision)))
end
