import { expect, test } from '@jest/globals';
import { toReports, type StoredStream } from './stored-reports.js';

const stream = (datastream: number, thing: string, property: number): [number, StoredStream] => [
  datastream,
  { datastream, thing, operator: `operator of ${thing}`, domain: 'traffic', property },
];
const streams = new Map([stream(1, 'a', 2), stream(2, 'b', 0), stream(3, 'a', 0)]);

test('observations of one Thing at one time are one report, its properties in the contract’s order', () => {
  const reports = [
    ...toReports(
      [
        [100, 1, 9, 0],
        [100, 2, 50, 1],
        [100, 3, 40, 0],
        [100, 77, 1, 0],
        [160, 2, 51, 0],
      ],
      streams,
    ),
  ];
  expect(reports).toEqual([
    {
      domain: 'traffic',
      thing: 'a',
      operator: 'operator of a',
      sequence: 0,
      phenomenonTime: 100,
      properties: [0, 2],
      results: [40, 9],
      qualities: [0, 0],
    },
    expect.objectContaining({ thing: 'b', phenomenonTime: 100, results: [50], qualities: [1] }),
    expect.objectContaining({ thing: 'b', phenomenonTime: 160, results: [51] }),
  ]);
  expect([...toReports([], streams)]).toEqual([]);
});
