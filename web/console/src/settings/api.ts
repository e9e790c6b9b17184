// The calls of the settings screens.
import { call } from "./call.ts";
import type {
  Department,
  NewDepartment,
  NewPerson,
  NewSite,
  SettingsDepartment,
  SettingsPerson,
  SettingsSite,
  SettingsStaff,
  SettingsView,
  Site,
} from "../../../shared/src/wire.gen.ts";

/** Each rejects with a `RestError`, which is a `Refused` where settings cannot be used. */
export const api = {
  view: (): Promise<SettingsView> => call("GET", "/settings"),
  addDepartment: (body: NewDepartment): Promise<SettingsDepartment> => call("POST", "/settings/departments", body),
  putDepartment: (based_on: string, settings: Department): Promise<SettingsDepartment> =>
    call("PUT", `/settings/departments/${settings.id}`, { based_on, settings }),
  removeDepartment: (id: string, based_on: string): Promise<void> =>
    call("DELETE", `/settings/departments/${id}?based_on=${encodeURIComponent(based_on)}`),
  addSite: (body: NewSite): Promise<SettingsSite> => call("POST", "/settings/sites", body),
  putSite: (based_on: string, settings: Site): Promise<SettingsSite> => call("PUT", `/settings/sites/${settings.id}`, { based_on, settings }),
  staff: (): Promise<SettingsStaff> => call("GET", "/settings/staff"),
  addPerson: (body: NewPerson): Promise<SettingsPerson> => call("POST", "/settings/staff", body),
  putPerson: (based_on: string, person: SettingsPerson): Promise<SettingsPerson> => {
    const { id, name, role, departments, disabled } = person;
    return call("PUT", `/settings/staff/${id}`, { based_on, name, role, departments, disabled });
  },
  resetPassword: (id: string, password: string): Promise<void> => call("POST", `/settings/staff/${id}/password`, { password }),
};
