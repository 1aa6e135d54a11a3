// The taxi she is in: typed on this phone, sent with the walk when there is a connection, gone with it.
import { keepJourney, keys, mine } from './mine.js';
import { one, say as tell, words } from './screen.js';
import { Refused, say } from './talk.js';

const ride = () => mine.journey && mine.journey.ride;

function show() {
  const now = ride();
  const is = Boolean(now && !now.leave);
  one('#ride').hidden = is;
  one('#ride-now').hidden = !is;
  one('#ride-facts').textContent = is ? [now.plate, now.company].filter(Boolean).join(' · ') : '';
}

// Told with the next round when there was no connection.
async function send() {
  const now = ride();
  if (!now || now.said || !mine.journey.begun) { return; }
  await say('ride', now, keys());
  if (!mine.journey) { return; }
  mine.journey.ride = now.leave ? null : { ...now, said: true };
  await keepJourney();
}

async function told(text) {
  await keepJourney();
  try {
    await send();
    tell(text);
  } catch (trouble) {
    if (trouble instanceof Refused) {
      mine.journey.ride = null;
      await keepJourney();
      tell(Object.values(trouble.said.fields || {})[0] || words.ride_check);
    } else { tell(words.ride_waits); }
  }
  show();
}

export async function heard() {
  show();
  await send().catch(() => {});
}

export const over = () => { one('#ride').reset(); show(); };
export const begun = () => show();

export const forms = {
  ride: async (form) => {
    if (!mine.journey) { return; }
    const { plate, company, boarded_where: where, destination } = form.elements;
    mine.journey.ride = {
      plate: plate.value, company: company.value, boarded_where: where.value, destination: destination.value, boarded_at: new Date().toISOString(),
    };
    await told(words.ride_kept);
  },
};

export const does = {
  'leave-ride': async () => {
    if (!mine.journey) { return; }
    mine.journey.ride = { leave: true };
    await told(words.ride_left);
  },
};
