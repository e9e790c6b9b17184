// What is known of a visitor: what they said, what their browser told, and how far that can be trusted.
import type { JSX } from "preact";
import type { DetailShown } from "../../../shared/src/wire.gen.ts";
import { momentOf, t } from "../strings/index.ts";
import { Details } from "../transcript/details.tsx";
import { Facts } from "../ui/facts.tsx";
import { deviceWords } from "./device.ts";

export interface VisitorFactsProps {
  name: string;
  topic: string;
  department: string;
  openedAt: number;
  details: readonly DetailShown[];
}

export function VisitorFacts({ name, topic, department, openedAt, details }: VisitorFactsProps): JSX.Element {
  const told = (about: DetailShown["about"]): string => details.find((detail) => detail.about === about)?.text ?? "";
  const device = deviceWords(told("device"));
  return (
    <>
      <h3>{t("side.visitor")}</h3>
      <Facts
        facts={[
          [t("fact.name"), name],
          [t("fact.assurance"), t("assurance.none")],
          [t("fact.topic"), topic === "" ? t("fact.none") : topic],
          [t("fact.department"), department],
          [t("fact.page"), told("page") === "" ? t("fact.pageNone") : told("page")],
          [t("fact.device"), device === "" ? t("fact.pageNone") : device],
          [t("fact.since"), momentOf(openedAt)],
        ]}
      />
      <Details details={details.filter((detail) => detail.about == null)} />
    </>
  );
}
