import { act, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { connection } from "@/api/connection";
import { Failure, silence } from "@/api/failure";
import { openPart } from "@/testing/open-part";
import { SavedField } from "@/ui/form/saved-field";
import { ErrorNote } from "@/ui/states/error-note";

const fallSilent = () => act(() => connection.setState({ answers: false, silentSince: new Date() }));
const answerAgain = () => act(() => connection.setState({ answers: true, silentSince: null }));

it("is told where something failed by it, until it is over", () => {
  fallSilent();
  openPart(<ErrorNote error={silence()} />);
  expect(screen.getByRole("alert")).toHaveTextContent(/This did not work.*Fabula does not answer/);
  answerAgain();
  expect(screen.getByRole("alert")).toHaveTextContent(/Fabula answers again.*What you typed is kept/);
});

it("changes nothing about what failed otherwise", () => {
  const refused = new Failure({ code: "unexpected", message: "The server answered 500.", who: "admin", status: 500 });
  openPart(<ErrorNote error={refused} />);
  fallSilent();
  answerAgain();
  expect(screen.getByRole("alert")).toHaveTextContent("This did not work");
});

it("lets a field that could not be saved keep its words and save them afterwards", async () => {
  const save = vi.fn((value: string) => (connection.getState().answers ? Promise.resolve(value) : Promise.reject(silence())));
  const { user } = openPart(<SavedField label="Pictures a day" value="" save={save} />);
  fallSilent();
  await user.type(screen.getByLabelText("Pictures a day"), "7{Enter}");
  expect(await screen.findByText(/Fabula does not answer/)).toBeVisible();
  expect(screen.getByLabelText("Pictures a day")).toHaveValue("7");
  answerAgain();
  await waitFor(() => expect(screen.queryByText(/Fabula does not answer/)).toBeNull());
  expect(save.mock.calls).toEqual([["7"], ["7"]]);
});
